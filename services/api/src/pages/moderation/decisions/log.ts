import { uuid } from '@parley/contracts'
import type { DecisionView } from '@parley/store'
import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import type { Deps, Env } from '../../../context.ts'
import type { Html } from '../../shell.ts'
import { speeches } from '../../words/speak.ts'
import { frame } from '../frame.ts'
import { deed, doer, reasonName, several, statusName } from '../sentences.ts'
import { HOME, mayDecide } from '../session/guard.ts'
import { noteOn, undoForm } from './note.ts'

const PAGE = 50
const SHOWN = 5

/** GET /moderation/log: who decided what, newest first; each decision with its undo. */
export const decisionLog = ({ store, clock }: Pick<Deps, 'store' | 'clock'>): Hono<Env> =>
  new Hono<Env>().get(`${HOME}/log`, async (c) => {
    const after = uuid.safeParse(c.req.query('after'))
    const { items, next } = await store.moderation.decisions({
      sites: c.get('token').sites,
      ...(after.success && { after: after.data }),
      limit: PAGE,
      named: SHOWN,
    })
    const main = html`<h1>Decisions</h1>
      ${noteOn(c)}
      ${items.length === 0 ? html`<p class="soft">No moderator has decided anything${after.success ? ' before that' : ' yet'}.</p>` : ''}
      <ol class="cards">
        ${items.map((item) => oneDecision(c, item, speeches.en.ago(item.at, clock)))}
      </ol>
      <nav class="turns" aria-label="Pages">
        ${after.success ? html`<a href="${HOME}/log">← Newest</a>` : ''}
        ${next === undefined ? '' : html`<a href="${HOME}/log?after=${next}">Older →</a>`}
      </nav>`
    return c.html(frame(c, 'Decisions', main))
  })

const oneDecision = (c: Context<Env>, item: DecisionView, ago: string): Html => {
  const { appeals = [] } = item
  const link = (id: string) => html`<a href="${HOME}/comments/${item.siteId}/${id}">comment ${id.slice(-8)}</a>`
  return html`<li class="card">
    <p>
      <b>${doer(item.actor, item.name)}</b> ${deed(item.action)} ${several(item.moved, 'comment')} on
      <b>${item.siteId}</b> <time datetime="${item.at.toISOString()}">${ago}</time>${
        item.reason === undefined ? '' : html` · ${reasonName(item.reason)}`
      }
    </p>
    ${item.note === undefined ? '' : html`<p class="quoted" dir="auto">${item.note}</p>`}
    <ul>
      ${item.comments.map(({ id, from, to }) => html`<li>${link(id)}: ${statusName(from)} → ${statusName(to)}</li>`)}
      ${appeals.map((id) => html`<li>${link(id)}: appeal answered</li>`)}
      ${item.moved > item.comments.length ? html`<li>and ${item.moved - item.comments.length} more</li>` : ''}
    </ul>
    ${
      item.undoneBy === undefined
        ? mayDecide(c)
          ? undoForm(c, [[item.siteId, item.id]], { name: item.undos % 2 === 0 ? 'Undo' : 'Do it again' })
          : ''
        : html`<p class="soft">${item.stands ? 'Undone, and done again.' : 'Undone.'}</p>`
    }
  </li>`
}
