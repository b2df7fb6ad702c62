import { actions, givenReason, statusAfter, type Action, type Status } from '@parley/contracts'
import { allowedFrom } from '@parley/moderation'
import { html } from 'hono/html'
import type { Html } from '../../shell.ts'
import { actionNames, reasonNames } from '../sentences.ts'
import { HOME } from '../session/guard.ts'

/** Which version of which comment was looked at, and at which revision of it. */
export type Looked = { siteId: string; id: string; version: number; revision: number }

/** What a form needs to come from this session and to lead back to where it was: to a page, and in a list above the next card. */
export type FormSeal = { csrf: string; back: string; next?: string | undefined }

/** The seal of each of a list's cards, by the one that follows. */
export const sealAt = (seal: FormSeal | undefined, cards: readonly { id: string }[], at: number) =>
  seal && { ...seal, next: cards[at + 1]?.id }

/** The name of the field that says a comment is meant; a checkbox in lists, hidden where there is one comment. */
export const fieldOf = ({ siteId, id, version, revision }: Looked): string =>
  `c:${[siteId, id, version, revision].join('/')}`

/** The comments that a form's fields mean, as `fieldOf` names them. */
export const selectedIn = (fields: Record<string, string>) =>
  Object.keys(fields)
    .filter((name) => name.startsWith('c:'))
    .map((name) => name.slice(2).split('/'))
    .map(([site, id, version, revision]) => ({
      site,
      id,
      version: Number(version),
      ...(/^\d+$/.test(revision ?? '') && { revision: Number(revision) }),
    }))

/** The fields that every form of a moderator carries. */
export const sealFields = ({ csrf, back, next }: FormSeal): Html =>
  html`<input type="hidden" name="csrf" value="${csrf}" /><input type="hidden" name="back" value="${back}" />${
      next === undefined ? '' : html`<input type="hidden" name="next" value="${next}" />`
    }`

/** What a moderator may do with a version that stands where this one does. */
export const actionsFrom = (status: Status): Action[] =>
  actions.filter((action) => allowedFrom(statusAfter[action], 'moderator').includes(status))

/** The same, and what refuses an appeal: deciding once more what was decided. */
const actionsOn = (status: Status, appealed: boolean): Action[] =>
  actions.filter(
    (action) =>
      actionsFrom(status).includes(action) || (appealed && statusAfter[action] === status && action !== 'hold'),
  )

/** The choice of a reason; rejecting and removing need one, and the browser asks for it before it leaves the page. */
export const reasonChoice = (id: string, suggested?: string): Html =>
  html`<label for="${id}" class="inline">Reason</label>
    <select id="${id}" name="reason" required>
      <option value="">choose…</option>
      ${givenReason.options.map(
        (reason) =>
          html`<option value="${reason}" ${reason === suggested ? html`selected` : ''}>${reasonNames[reason]}</option>`,
      )}
    </select>`

const withoutReason: Action[] = ['approve', 'hold']

const looks: Record<Action, string> = { approve: 'good', reject: 'bad', hold: 'plain', remove: 'plain' }

/** The buttons of a form, one an action. */
export const actionButtons = (allowed: Action[]): Html =>
  html`${allowed.map(
    (action) =>
      html`<button
        type="submit"
        name="action"
        value="${action}"
        class="${looks[action]}"
        ${withoutReason.includes(action) ? html`formnovalidate` : ''}
      >
        ${actionNames[action]}
      </button> `,
  )}`

/** The form that decides about one comment. */
export const orderForm = (
  seal: FormSeal,
  looked: Looked,
  status: Status,
  suggested?: string,
  appealed = false,
): Html | string => {
  const allowed = actionsOn(status, appealed)
  if (allowed.length === 0) return ''
  return html`<form method="post" action="${HOME}/decide" class="order">
    ${sealFields(seal)}<input type="hidden" name="${fieldOf(looked)}" value="on" />
    <span class="pair">${allowed.includes('approve') ? actionButtons(['approve']) : ''}</span>
    <span class="pair">
      ${reasonChoice(`reason-${looked.id}`, suggested)}
      ${actionButtons(allowed.filter((action) => action !== 'approve'))}
    </span>
  </form>`
}

/** The form of a blind look, which offers the same whatever became of the comment. */
export const blindForm = (seal: FormSeal, looked: Looked): Html =>
  html`<form method="post" action="${HOME}/decide" class="order">
    ${sealFields(seal)}<input type="hidden" name="${fieldOf(looked)}" value="on" />
    <span class="pair">${actionButtons(['approve'])}</span>
    <span class="pair">${reasonChoice(`reason-${looked.id}`)} ${actionButtons(['reject'])}</span>
  </form>`
