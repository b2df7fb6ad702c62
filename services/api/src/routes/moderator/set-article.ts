import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { keyIn } from '../../article-key.ts'
import { route } from '../../http/route.ts'
import { articleViewOf } from '../../views/owner.ts'

/** PUT /v1/sites/{site}/articles/{key}: sets an article, which need not have been commented on. */
export const setArticle = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.setArticle, async (c, { params, body }) => {
    const site = c.get('site')
    const { mode = null, closed = false, aliases = [], ...rest } = body
    const article = await store.articles.set(site.id, keyIn(site, params.key, { in: 'path', pointer: '/key' }), {
      ...rest,
      mode,
      closed,
      aliases: aliases.map((alias, at) => keyIn(site, alias, { in: 'body', pointer: `/aliases/${at}` })),
    })
    if (article === 'alias-taken') throw new ProblemError('alias-taken')
    if (article === 'no-site') throw new ProblemError('no-site')
    return c.json(articleViewOf(article))
  })
