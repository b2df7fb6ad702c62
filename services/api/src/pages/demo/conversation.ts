import type { Clock } from '@parley/runtime'
import { html, raw } from 'hono/html'
import type { VisibleComment } from '@parley/store'
import type { Html } from '../shell.ts'
import { demoSetting, type Place, type Setting } from './places.ts'
import type { Speech } from '../words/speak.ts'
import { inThreads, type Placed } from './thread.ts'

/** A page of published comments. `newer` and `older` name the comments next to its ends, where there are more. */
export type CommentsPage = { comments: VisibleComment[]; newer?: string; older?: string; closed: boolean }

/** Past this depth comments are no longer moved to the right: a phone has no room for it. */
const deepestIndent = 6

/** The published comments, with ways to answer and to turn pages. */
export const conversation = (
  speech: Speech,
  page: CommentsPage,
  place: Place,
  clock: Clock,
  setting: Setting = demoSetting(speech.lang),
): Html => {
  if (page.comments.length === 0) return html`<p class="none">${speech.none}</p>`
  return html`<ol class="thread">
      ${inThreads(page.comments).map((placed) => oneComment(speech, placed, { closed: page.closed, place, clock, setting }))}
    </ol>
    ${pageTurns(speech, page, setting)}`
}

const oneComment = (
  speech: Speech,
  { comment, parent, depth }: Placed,
  { closed, place, clock, setting }: { closed: boolean; place: Place; clock: Clock; setting: Setting },
): Html => {
  const anchor = `c-${comment.id}`
  return html`<li class="comment" data-depth="${Math.min(depth, deepestIndent)}" id="${anchor}">
    <article aria-labelledby="by-${comment.id}">
      <p class="by" id="by-${comment.id}">
        ${comment.status === 'deleted' ? '' : html`<b><bdi>${comment.authorName ?? speech.anonymous}</bdi></b>`}
        <a href="#${anchor}"
          ><time datetime="${comment.createdAt.toISOString()}">${speech.ago(comment.createdAt, clock)}</time></a
        >
        ${comment.edited ? html`<span class="note">${speech.edited}</span>` : ''} ${answerTo(speech, comment, parent)}
      </p>
      ${
        comment.status === 'deleted'
          ? html`<p class="tombstone">${speech.deleted}</p>`
          : html`<div class="text" dir="auto">${textIn(setting, comment.html)}</div>`
      }
      ${
        closed || comment.status === 'deleted'
          ? ''
          : html`<p class="answer">
              <a
                href="${setting.to({ ...place, reply: comment.id }, 'write')}"
                aria-label="${speech.replyTo} ${comment.authorName ?? speech.anonymous}"
                rel="nofollow"
                >${speech.reply}</a
              >
            </p>`
      }
    </article>
  </li>`
}

/** The text as it was rendered. In a frame, links lead out of it: most sites let nobody frame them, and the others would stand
 *  where the comments were. */
const textIn = ({ framed = false }: Setting, text = ''): Html | string =>
  raw(framed ? text.replaceAll('<a href=', '<a target="_blank" href=') : text)

const answerTo = (speech: Speech, { parentId }: VisibleComment, parent: VisibleComment | undefined): Html | string => {
  if (parentId === undefined) return ''
  if (parent === undefined) return html`<span class="note">${speech.earlier}</span>`
  const name = parent.status === 'deleted' ? speech.deleted : (parent.authorName ?? speech.anonymous)
  return html`<span class="note"
    >${speech.inReplyTo} <a href="#c-${parent.id}"><bdi>${name}</bdi></a></span
  >`
}

const pageTurns = (speech: Speech, { newer, older }: CommentsPage, setting: Setting): Html | string => {
  if (newer === undefined && older === undefined) return ''
  return html`<nav class="turns" aria-label="${speech.commentsTitle}">
    ${newer === undefined ? '' : html`<a rel="prev" href="${setting.to({ after: newer }, 'comments')}">← ${speech.newer}</a>`}
    ${older === undefined ? '' : html`<a rel="next" href="${setting.to({ before: older }, 'comments')}">${speech.older} →</a>`}
  </nav>`
}
