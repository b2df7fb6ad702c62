import { webUrl } from '@parley/contracts'
import type { ReceiptView, Site } from '@parley/store'
import { Hono, type Context } from 'hono'
import type { Deps, Env } from '../../context.ts'
import { keyIn } from '../../article-key.ts'
import { sourcesOf } from '../../middleware/origin.ts'
import { rateLimit } from '../../middleware/rate-limit.ts'
import { site } from '../../middleware/site.ts'
import { formState } from '../demo/form-state.ts'
import { placeIn, type Setting } from '../demo/places.ts'
import { readPage } from '../demo/read-page.ts'
import type { FormNeeds } from '../../verbs/accept-plain-form.ts'
import { receiveComment, type Refusal } from '../demo/receive-comment.ts'
import { readYours } from '../demo/settled.ts'
import { policyWith } from '../shell.ts'
import { speechFor } from '../words/speak.ts'
import { fragmentPage, fragmentPart } from './fragment-page.ts'

/**
 * How long a second press is taken for its author's, in milliseconds. A form of this page says again what everybody can read,
 * so whoever sends it later from the author's network gets no key to the comment.
 */
const PRESS_MS = 60_000

type Needs = FormNeeds & Pick<Deps, 'sites' | 'counts'>

/**
 * GET and POST /embed/{site}?article=…: an article's comments and form without JavaScript. As a page of its own it stands in an
 * `<iframe>` on the site's hosts; with `part=1` it is the bare piece that a server or an edge includes, whose form goes to `base`.
 */
export const fragment = (deps: Needs): Hono<Env> => {
  const show = async (c: Context<Env>, { refusal, receipt }: { refusal?: Refusal; receipt?: string } = {}) => {
    const known = c.get('site')
    const speech = speechFor(c.req.query('lang'))
    const key = articleIn(c, known)
    const part = c.req.query('part') !== undefined
    const setting = settingOf(c, key, part)
    const place = placeIn(c.req.query())
    const of = { siteId: known.id, articleKey: key }
    const [page, { counts }, article, yours] = await Promise.all([
      readPage(deps, place, of),
      deps.counts.read(known.id, [key]),
      deps.store.articles.find(known.id, key),
      receipt === undefined ? undefined : readYours(deps, receipt),
    ])
    const sent = refusal !== undefined || receipt !== undefined
    // What caches keep goes to several readers, whose comments must not be taken for one.
    const view = {
      speech,
      place,
      page,
      setting,
      clock: deps.clock,
      count: counts[0] ?? 0,
      address: article?.url ?? (URL.canParse(key) ? key : setting.to()),
      title: article?.title,
      form: { ...formState(deps, known, { place, page, refusal }), ...(!sent && { idempotencyKey: '' }) },
      ...(yours && { yours: isPress(deps.clock.now(), yours.row) ? yours : { row: yours.row } }),
    }
    headers(c, known, sent)
    return c.html(part && !sent ? fragmentPart(view) : fragmentPage(view), refusal?.status ?? 200)
  }

  return new Hono<Env>()
    .get('/embed/:site', rateLimit(deps, 'read'), site(deps), (c) => show(c))
    .post('/embed/:site', rateLimit(deps, 'read'), site(deps), async (c) => {
      // In a foreign frame the browser keeps nothing for us, and is not asked to.
      const received = await receiveComment(deps, c, c.get('site'), { remember: false })
      return show(c, 'problem' in received ? { refusal: received } : received)
    })
}

const isPress = (now: Date, { createdAt }: ReceiptView): boolean => now.getTime() - createdAt.getTime() <= PRESS_MS

const articleIn = (c: Context<Env>, known: Site): string =>
  keyIn(known, c.req.query('article') ?? '', { in: 'query', pointer: '/article' })

/** The site's pages may frame it. Each form in it carries its own seal, so it is kept only as long as one is good. */
const headers = (c: Context<Env>, known: Site, sent: boolean): void => {
  c.header('Content-Security-Policy', policyWith({ ancestors: sourcesOf(known) }))
  c.header('X-Frame-Options', undefined)
  c.header('Referrer-Policy', 'same-origin')
  c.header('Cache-Control', sent ? 'no-store' : 'public, max-age=1, stale-while-revalidate=5')
}

const settingOf = (c: Context<Env>, key: string, part: boolean): Setting => {
  const lang = c.req.query('lang')
  const path = `/embed/${c.get('site').id}`
  const to: Setting['to'] = (place = {}, fragmentId = '') => {
    const query = new URLSearchParams({ article: key, ...(lang !== undefined && { lang }), ...place })
    return `${base}${path}?${query}${fragmentId === '' ? '' : `#${fragmentId}`}`
  }
  const given = webUrl.safeParse(c.req.query('base'))
  const base = part && given.success ? new URL(given.data).origin : ''
  return { articleKey: key, to, framed: true }
}
