import { html } from 'hono/html'
import type { ReceiptView } from '@parley/store'
import type { Html } from '../shell.ts'
import { demoSetting, type Setting } from './places.ts'
import type { Speech } from '../words/speak.ts'

/** What became of the comment this browser sent last; `unknown` when it keeps no cookie to find it by. Without a receipt
 *  where the one who asks may not be its author. */
export type Yours = { receipt?: string; row: ReceiptView } | 'unknown'

/** One sentence on where a comment, and a newer text of it, stand. */
export const standing = (
  { yours, reasons }: Speech,
  { status, version, versionStatus, reason, hidden }: ReceiptView,
): Html => {
  const edited = version > 1 && versionStatus !== status && status !== 'deleted'
  const why = reason === undefined ? '' : html`${yours.reason} ${reasons[reason]}.` // of the newest text
  return html`<p><b>${yours.title}</b> ${yours.status[status]} ${hidden ? yours.hidden : ''} ${edited ? '' : why}</p>
    ${edited ? html`<p><b>${yours.newVersion}</b> ${yours.status[versionStatus]} ${why}</p>` : ''}`
}

/** The note above the comments after one was sent, with the way to its receipt. */
export const yoursNote = (speech: Speech, yours: Yours, setting: Setting = demoSetting(speech.lang)): Html => {
  if (yours === 'unknown')
    return html`<div class="yours" id="yours" role="status"><p>${speech.yours.noCookie}</p></div>`
  const { row, receipt } = yours
  const ways = [
    // In a frame nothing is kept to look by: the way to the receipt is all there is.
    row.versionStatus === 'pending' &&
      !setting.framed &&
      html`<a href="${setting.to({}, 'yours')}">${speech.yours.again}</a>`,
    row.status === 'published' &&
      !row.hidden &&
      html`<a href="${setting.to({}, `c-${row.id}`)}">${speech.yours.show}</a>`,
    receipt !== undefined &&
      html`<a
        href="/r/${receipt}?lang=${speech.lang}"
        rel="nofollow noreferrer"
        ${setting.framed ? html`target="_blank"` : ''}
        >${speech.yours.receipt}</a
      >`,
  ].filter((way) => way !== false)
  return html`<div class="yours" id="yours" role="status" data-status="${row.versionStatus}">
    ${standing(speech, row)}
    <p>${ways.map((way, at) => html`${at > 0 ? ' · ' : ''}${way}`)}</p>
  </div>`
}
