import { ProblemError } from '@parley/contracts'
import type { Site } from '@parley/store'
import { Hono, type Context } from 'hono'
import type { Deps, Env } from '../../context.ts'
import { rateLimit } from '../../middleware/rate-limit.ts'
import { pageHeaders } from '../shell.ts'
import { articlePage } from './article-page.ts'
import { demoArticleKey, demoSite } from './articles.ts'
import { formState } from './form-state.ts'
import { keptReceipt } from './cookies.ts'
import { demoPath, placeIn, type Place } from './places.ts'
import { readPage } from './read-page.ts'
import type { FormNeeds } from '../../verbs/accept-plain-form.ts'
import { receiveComment, type Refusal } from './receive-comment.ts'
import { readYours } from './settled.ts'
import { speechFor, type Speech } from '../words/speak.ts'
import type { Yours } from './yours.ts'

type Needs = FormNeeds & Pick<Deps, 'sites' | 'counts'>

/** GET and POST /demo: an article in three languages with its comments, all of it without JavaScript. */
export const demo = (deps: Needs): Hono<Env> => {
  // The page holds a reader's own receipt and seals, so no cache but the browser's may keep it.
  const headers = pageHeaders({ cache: 'private, no-cache', scripts: true })

  const show = async (c: Context<Env>, refusal?: Refusal) => {
    const site = await demoOwner(deps)
    const speech = speechIn(c)
    const place = refusal ? { ...placeIn(c.req.query()), ...replyOf(refusal) } : placeIn(c.req.query())
    const page = await readPage(deps, place)
    const { counts } = await deps.counts.read(site.id, [demoArticleKey])
    const yours = refusal ? undefined : await yoursOf(deps, c)
    const view = { speech, place, page, count: counts[0] ?? 0, clock: deps.clock, ...(yours && { yours }) }
    return c.html(
      articlePage({ ...view, form: formState(deps, site, { place, page, refusal }) }),
      refusal?.status ?? 200,
    )
  }

  const receive = async (c: Context<Env>) => {
    const received = await receiveComment(deps, c, await demoOwner(deps))
    if ('problem' in received) return show(c, received)
    return c.redirect(sentPath(speechIn(c)), 303)
  }

  return new Hono<Env>()
    .use('/demo/*', headers)
    .get('/demo', rateLimit(deps, 'read'), async (c) => {
      const lang = c.req.query('lang')
      return lang === undefined ? show(c) : c.redirect(demoPath(speechFor(lang).lang), 302)
    })
    .get('/demo/:lang{ru|be}', rateLimit(deps, 'read'), (c) => show(c))
    .post('/demo', receive)
    .post('/demo/:lang{ru|be}', receive)
}

const speechIn = (c: Context<Env>): Speech => speechFor(c.req.param('lang'))

const sentPath = ({ lang }: Speech): string => `${demoPath(lang)}?sent=1#yours`

const demoOwner = async ({ sites }: Pick<Deps, 'sites'>): Promise<Site> => {
  const site = await sites.find(demoSite)
  if (site === undefined) throw new ProblemError('no-site')
  return site
}

const replyOf = ({ fields }: Refusal): Pick<Place, 'reply'> => {
  const { reply } = placeIn({ reply: fields['parentId'] ?? '' })
  return reply === undefined ? {} : { reply }
}

const yoursOf = async (deps: Pick<Deps, 'store'>, c: Context<Env>): Promise<Yours | undefined> => {
  const yours = await readYours(deps, keptReceipt(c) ?? '')
  return yours ?? (c.req.query('sent') === undefined ? undefined : 'unknown')
}
