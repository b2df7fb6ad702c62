import { siteId, uuid } from '@parley/contracts'
import type { AuditedComment } from '@parley/store'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Deps, Env } from '../../../context.ts'
import type { Html } from '../../shell.ts'
import { speeches } from '../../words/speak.ts'
import { notesOn } from '../decisions/note.ts'
import { blindForm, sealAt, type FormSeal } from '../decisions/order-form.ts'
import { bodyText } from '../evidence.ts'
import { frame } from '../frame.ts'
import { articleLink } from '../queue/card.ts'
import { hereOf, HOME, mayDecide, sessionOf } from '../session/guard.ts'

const PAGE = 20

/** Where the list of audits is. */
export const AUDITS = `${HOME}/audits`

/** GET /moderation/audits: what chance drew for a blind look, oldest first. Nothing here tells what became of a comment. */
export const auditList = ({ store, clock }: Pick<Deps, 'store' | 'clock'>): Hono<Env> =>
  new Hono<Env>().get(AUDITS, async (c) => {
    const site = siteId.safeParse(c.req.query('site')).data
    const after = uuid.safeParse(c.req.query('after')).data
    const page = { sites: c.get('token').sites, siteId: site, after, limit: PAGE }
    const { items, next } = await store.learning.audits.list(page)
    const seal = mayDecide(c) ? { csrf: sessionOf(c).csrf, back: hereOf(c) } : undefined
    const later = new URLSearchParams({ ...(site && { site }), ...(next && { after: next }) })
    const notes = notesOn(c, items)
    const main = html`<h1>Audits</h1>
      <p class="soft">
        Chance drew these from what was published or rejected by itself. Decide as if nobody had: it measures how often
        the checks are wrong, and opens or closes what they may do alone. A comment stays where it is until then.
      </p>
      ${notes.top} ${items.length === 0 ? html`<p class="soft">Nothing waits for a look.</p>` : ''}
      <ol class="cards">
        ${items.map(
          (item, at) =>
            html`${notes.above(item)} ${card(item, sealAt(seal, items, at), speeches.en.ago(item.createdAt, clock))}`,
        )}
      </ol>
      <nav class="turns" aria-label="Pages">
        ${after === undefined ? '' : html`<a href="${AUDITS}">← From the beginning</a>`}
        ${next === undefined ? '' : html`<a href="${AUDITS}?${later.toString()}">Next →</a>`}
      </nav>`
    return c.html(frame(c, 'Audits', main))
  })

/** Without a way to its history, which would tell what the checks made of it. */
const card = (item: AuditedComment, seal: FormSeal | undefined, ago: string): Html =>
  html`<li class="card" id="c-${item.id}">
    <p class="by">
      <b><bdi>${item.authorName ?? 'Anonymous'}</bdi></b>
      <time datetime="${item.createdAt.toISOString()}">${ago}</time>
      <span class="on">on ${articleLink(item)}</span>
    </p>
    ${bodyText(item.body, [])} ${seal === undefined ? '' : blindForm(seal, item)}
  </li>`
