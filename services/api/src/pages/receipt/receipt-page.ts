import type { Clock } from '@parley/runtime'
import type { ReceiptView, Site } from '@parley/store'
import { html } from 'hono/html'
import { demoArticleKey, demoSite } from '../demo/articles.ts'
import { demoPath } from '../demo/places.ts'
import type { Speech } from '../words/speak.ts'
import { standing } from '../demo/yours.ts'
import { shell, textArea, type Html } from '../shell.ts'

/** What was just done. */
export type Note = 'saved' | 'same' | 'removed' | 'appealed' | 'decided'

/** Why a form was not taken. */
export type Refusal = 'text' | 'control' | 'appeal' | 'over' | 'closed' | 'often'

/** What stood in a form that was not taken. */
export type Typed = { body?: string; appeal?: string }

/** One showing of a receipt. */
export type ReceiptShown = {
  speech: Speech
  receipt: string
  row: ReceiptView
  site: Site
  note?: Note | Refusal
  typed?: Typed
  /** The field whose text was not taken. */
  wrong?: keyof Typed | undefined
  clock: Clock
}

const NOTE = 'note'

/** What a field says of itself when its text was not taken: the browser goes there, and a screen reader says why. */
const refused = html` aria-invalid="true" autofocus`

/** A comment as its author sees it: where it stands, its text to change, and the way to erase it. */
export const receiptPage = (shown: ReceiptShown): Html => {
  const { speech, row, clock } = shown
  const note = shown.note !== undefined && isSo(shown.note, row) ? shown.note : undefined
  return shell({
    lang: speech.lang,
    title: [note && noteIn(speech, note), speech.receipt.title].filter(Boolean).join(' · '),
    styles: ['demo'],
    body: html`<main class="receipt">
      <h1>${speech.receipt.title}</h1>
      <div class="yours" role="status" data-status="${row.versionStatus}">
        ${note === undefined ? '' : html`<p id="${NOTE}"><b>${noteIn(speech, note)}</b></p>`} ${standing(speech, row)}
      </div>
      <p class="under">
        ${speech.receipt.sent}
        <time datetime="${row.createdAt.toISOString()}">${speech.ago(row.createdAt, clock)}</time>
      </p>
      ${row.status === 'deleted' ? '' : html`${appealStands(shown)} ${ways(shown)}`}
      <p>${backLink(speech, row)}</p>
    </main>`,
  })
}

const against = new Set(['held', 'rejected', 'removed'])

/** What was done stays in the address, which its author keeps and opens again: it is said for as long as it is so. */
const isSo = (note: Note | Refusal, { status, versionStatus, appeal }: ReceiptView): boolean => {
  if (note === 'appealed') return appeal?.status === 'open'
  if (note === 'decided') return !against.has(versionStatus)
  return note !== 'removed' || status === 'deleted'
}

const noteIn = (speech: Speech, note: Note | Refusal): string => {
  if (note === 'appealed') return speech.appeal.taken
  if (note === 'appeal') return speech.appeal.wrong
  if (note === 'decided') return speech.appeal.nothing
  if (note === 'text' || note === 'control' || note === 'closed' || note === 'often') return speech.problems[note]
  return speech.receipt[note]
}

/** Where the appeal stands; nothing while there is none. */
const appealStands = ({ speech, row: { appeal } }: ReceiptShown): Html | string =>
  appeal === undefined ? '' : html`<p class="note" data-appeal="${appeal.status}">${speech.appeal[appeal.status]}</p>`

/** The appeal there may be: while something is decided against the comment, or was when it was typed. */
const appealPart = ({ speech, receipt, typed, note, wrong }: ReceiptShown): Html => {
  const isWrong = wrong === 'appeal'
  const about = html`aria-describedby="${isWrong ? `${NOTE} ` : ''}appeal-hint"${isWrong ? refused : ''}`
  return html`<details class="appeal" ${typed?.appeal || note === 'appeal' ? 'open' : ''}>
    <summary>${speech.appeal.title}</summary>
    <p>
      <label for="appeal">${speech.appeal.why}</label>
      ${textArea('appeal', typed?.appeal, about)}
      <small id="appeal-hint">${speech.appeal.hint}</small>
    </p>
    <p>
      <button type="submit" formaction="/r/${receipt}/appeal?lang=${speech.lang}" formnovalidate>
        ${speech.appeal.send}
      </button>
    </p>
  </details>`
}

/** One form for both texts, so that neither is lost when the other is sent. */
const ways = (shown: ReceiptShown): Html => {
  const { speech, receipt, row, site, note, typed, wrong, clock } = shown
  const over = note === 'over' || clock.now().getTime() - row.createdAt.getTime() > site.rules.editWindowMs
  const asks = row.appeal === undefined && (against.has(row.versionStatus) || !!typed?.appeal)
  const about = wrong === 'body' ? html`aria-describedby="${NOTE}"${refused}` : html``
  const at = (verb: string) => `/r/${receipt}/${verb}?lang=${speech.lang}`
  return html`<p class="note">${speech.receipt.keep}</p>
    ${
      over
        ? html`<blockquote class="kept" dir="auto">${row.body ?? ''}</blockquote>
            <p>${speech.receipt.over}</p>
            ${typed?.body === undefined ? '' : unsaved(speech, typed.body)}`
        : ''
    }
    ${
      over && !asks
        ? ''
        : html`<form method="post" action="${at(over ? 'appeal' : 'edit')}" class="write" accept-charset="utf-8">
            ${asks ? appealPart(shown) : ''}
            ${
              over
                ? ''
                : html`<p>
                      <label for="body">${speech.receipt.edit}</label>
                      ${textArea('body', typed?.body ?? row.body, about)}
                    </p>
                    <p><button type="submit" formnovalidate>${speech.receipt.save}</button></p>`
            }
          </form>`
    }
    <details class="erase">
      <summary>${speech.receipt.remove}</summary>
      <form method="post" action="${at('delete')}">
        <p>${speech.receipt.removeHint}</p>
        <p><button type="submit" class="grave">${speech.receipt.remove}</button></p>
      </form>
    </details>`
}

/** A text that came too late, for its author to take along. */
const unsaved = (speech: Speech, text: string): Html =>
  html`<p class="write">
    <label for="body">${speech.yours.newVersion}</label>
    ${textArea('body', text, html`readonly`)}
  </p>`

const backLink = (speech: Speech, { siteId, articleKey, articleUrl, id }: ReceiptView): Html | string => {
  const own = siteId === demoSite && articleKey === demoArticleKey
  const to = own ? demoPath(speech.lang, {}, `c-${id}`) : articleUrl
  return to === undefined ? '' : html`<a href="${to}">← ${speech.receipt.back}</a>`
}
