import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { foldKey, keyIn } from '../../article-key.ts'
import { route } from '../../http/route.ts'
import { articleViewOf } from '../../views/owner.ts'

/** PATCH /v1/sites/{site}/articles/{key}: changes what is named, or merges where that is asked. */
export const changeArticle = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.changeArticle, async (c, { params, body: { mergeInto, aliases, ...change } }) => {
    const site = c.get('site')
    const key = foldKey(site, params.key)
    if (!(await store.articles.find(site.id, key))) throw new ProblemError('no-article')
    if (mergeInto !== undefined) {
      const merged = await store.articles.merge(site.id, key, foldKey(site, mergeInto))
      if (merged === 'no-article') throw new ProblemError('no-article')
      if (merged === 'same') throw new ProblemError('same-article')
      return c.json(articleViewOf(merged))
    }
    const changed = await store.articles.set(site.id, key, {
      ...change,
      aliases: aliases?.map((alias, at) => keyIn(site, alias, { in: 'body', pointer: `/aliases/${at}` })),
    })
    if (changed === 'alias-taken') throw new ProblemError('alias-taken')
    if (changed === 'no-site') throw new ProblemError('no-site')
    return c.json(articleViewOf(changed))
  })
