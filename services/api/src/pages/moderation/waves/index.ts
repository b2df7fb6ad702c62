import { siteId, uuid } from '@parley/contracts'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Deps, Env } from '../../../context.ts'
import { speeches } from '../../words/speak.ts'
import { notesOn } from '../decisions/note.ts'
import { sealAt } from '../decisions/order-form.ts'
import { frame } from '../frame.ts'
import { hereOf, HOME, mayDecide, sessionOf } from '../session/guard.ts'
import { waveCard } from './wave-card.ts'

const PAGE = 30

/** Where the list of waves is. */
export const WAVES = `${HOME}/waves`

/** GET /moderation/waves: near-copies taken together, the wave that grew last first, each decided by one press. */
export const waveList = ({ store, clock }: Pick<Deps, 'store' | 'clock'>): Hono<Env> =>
  new Hono<Env>().get(WAVES, async (c) => {
    const site = siteId.safeParse(c.req.query('site')).data
    const after = uuid.safeParse(c.req.query('after')).data
    const { items, next } = await store.waves.list({ sites: c.get('token').sites, siteId: site, after, limit: PAGE })
    const seal = mayDecide(c) ? { csrf: sessionOf(c).csrf, back: hereOf(c) } : undefined
    const older = new URLSearchParams({ ...(site && { site }), ...(next && { after: next }) })
    const notes = notesOn(c, items)
    const main = html`<h1>Waves</h1>
      <p class="soft">Three or more comments of one site with nearly the same text, whoever sent them and wherever.</p>
      ${notes.top} ${items.length === 0 ? html`<p class="soft">Nothing here.</p>` : ''}
      <ol class="cards">
        ${items.map(
          (wave, at) =>
            html`${notes.above(wave)}
            ${waveCard(wave, { seal: sealAt(seal, items, at), ago: (seen) => speeches.en.ago(seen, clock) })}`,
        )}
      </ol>
      <nav class="turns" aria-label="Pages">
        ${after === undefined ? '' : html`<a href="${WAVES}">← Newest</a>`}
        ${next === undefined ? '' : html`<a href="${WAVES}?${older.toString()}">Older →</a>`}
      </nav>`
    return c.html(frame(c, 'Waves', main))
  })
