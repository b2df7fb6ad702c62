import type { Clock } from '@parley/runtime'
import { html } from 'hono/html'
import { commentForm, type FormState } from '../demo/comment-form.ts'
import { conversation, type CommentsPage } from '../demo/conversation.ts'
import type { Place, Setting } from '../demo/places.ts'
import { yoursNote, type Yours } from '../demo/yours.ts'
import { jsonLd } from '../json-ld.ts'
import { shell, type Html } from '../shell.ts'
import type { Speech } from '../words/speak.ts'

/** All that one showing of an article's comments is made of. */
export type FragmentView = {
  speech: Speech
  place: Place
  setting: Setting
  count: number
  page: CommentsPage
  form: FormState
  /** Where the article itself is. */
  address: string
  title?: string | undefined
  yours?: Yours
  clock: Clock
}

/** The comments and the form as a piece of another page. */
export const fragmentPart = ({
  speech,
  place,
  setting,
  count,
  page,
  form,
  yours,
  clock,
  address,
  title,
}: FragmentView): Html => {
  const sent = yours && { sent: yoursNote(speech, yours, setting) }
  return html`<section class="comments" id="comments" aria-labelledby="comments-title" lang="${speech.lang}">
    <h2 id="comments-title">${speech.count(count)}</h2>
    ${page.closed ? (sent?.sent ?? '') : ''} ${conversation(speech, page, place, clock, setting)}
    ${page.closed ? html`<p class="none">${speech.closed}</p>` : commentForm(speech, place, { ...form, ...sent }, setting)}
    ${jsonLd({ address, title, count, comments: page.comments })}
  </section>`
}

/** The same as a page of its own, for a frame. */
export const fragmentPage = (view: FragmentView): Html => {
  const title = view.title ?? view.speech.commentsTitle
  return shell({
    lang: view.speech.lang,
    title,
    styles: ['demo'],
    body: html`<main>
      <h1 class="unseen">${title}</h1>
      ${fragmentPart(view)}
    </main>`,
  })
}
