import { html, raw } from 'hono/html'
import { textArea, type Html } from '../shell.ts'
import { demoSetting, type Place, type Setting } from './places.ts'
import type { Speech } from '../words/speak.ts'
import type { Words } from '../words/words.ts'

/** What stands in the form: its own seals, what the reader wrote before, and what was wrong with it. */
export type FormState = {
  formToken: string
  idempotencyKey: string
  /** The comment that is answered; its name when it is known. */
  reply?: { id: string; name?: string }
  name?: string
  body?: string
  problem?: keyof Omit<Words['problems'], 'title'>
  /** What became of the comment that was sent from here, where the browser comes back to the form. */
  sent?: Html
}

/** The form that posts a comment without JavaScript. A second press sends the same key, so it is one comment. */
export const commentForm = (
  speech: Speech,
  place: Place,
  form: FormState,
  setting: Setting = demoSetting(speech.lang),
): Html => {
  const { problem, reply } = form
  const { reply: _reply, ...plainPlace } = place
  const stands = reply === undefined ? plainPlace : place
  const invalid = html` aria-invalid="true" aria-describedby="problem"`
  const hint = problem === 'text' || problem === 'control' ? invalid : html`aria-describedby="body-hint"`
  const field = html`${hint} ${reply !== undefined || problem !== undefined ? raw('autofocus') : ''}`
  return html`<section id="write" class="write" aria-labelledby="write-title">
    ${form.sent ?? ''}
    <h2 id="write-title">
      ${reply === undefined ? speech.form.title : html`${speech.form.replyTitle} <bdi>${reply.name ?? speech.anonymous}</bdi>`}
    </h2>
    ${
      problem === undefined
        ? ''
        : html`<div class="problem" role="alert" id="problem">
            <p><b>${speech.problems.title}</b></p>
            <p>${speech.problems[problem]}</p>
          </div>`
    }
    ${reply === undefined ? '' : html`<p><a href="${setting.to(plainPlace, 'write')}">${speech.form.cancelReply}</a></p>`}
    <form method="post" action="${setting.to({ ...stands, send: '1' }, 'write')}" accept-charset="utf-8">
      <input type="hidden" name="article" value="${setting.articleKey}" />
      <input type="hidden" name="formToken" value="${form.formToken}" />
      <input type="hidden" name="idempotencyKey" value="${form.idempotencyKey}" />
      ${reply === undefined ? '' : html`<input type="hidden" name="parentId" value="${reply.id}" />`}
      <p class="trap" aria-hidden="true" ${setting.framed ? raw('hidden') : ''}>
        <label for="website">${speech.form.trap}</label>
        <input id="website" name="website" type="text" tabindex="-1" autocomplete="off" />
      </p>
      <p>
        <label for="name">${speech.form.name} <small>${speech.form.nameHint}</small></label>
        <input
          id="name"
          name="name"
          type="text"
          maxlength="60"
          autocomplete="nickname"
          value="${form.name ?? ''}"
          ${problem === 'name' ? invalid : ''}
        />
      </p>
      <p>
        <label for="body">${speech.form.text}</label>
        ${textArea('body', form.body, field)}
        <small id="body-hint">${speech.form.textHint}</small>
      </p>
      <p><button type="submit">${speech.form.send}</button></p>
    </form>
  </section>`
}
