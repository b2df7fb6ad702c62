import type { Status, VisibleComment } from '@parley/contracts'
import type { VNode } from 'snabbdom'
import type { Placed } from '../state/arrange.ts'
import type { Own } from '../state/state.ts'
import type { Speech } from '../words/speak.ts'
import { e } from './element.ts'
import { button } from './form.ts'
import { markup } from './markup.ts'
import { around } from './words-around.ts'

/** A comment that is drawn: published, or this reader's own and seen by nobody else yet. */
export type Shown = Pick<VisibleComment, 'id' | 'parentId' | 'html' | 'edited' | 'createdAt'> & {
  author?: { name?: string | undefined } | undefined
  status: VisibleComment['status'] | 'own'
}

/** What one row is drawn from. */
export type RowView = {
  speech: Speech
  placed: Placed<Shown>
  /** The page of an own comment, which works on any device. */
  receiptAt(receipt: string): string
  own: Own | undefined
  ago: string
  folded: boolean
  marked: boolean
  closed: boolean
  /** Whether its row of further actions is open. */
  acting: boolean
  panel: VNode | undefined
}

const DEEPEST = 6
const APPEALED: Status[] = ['held', 'rejected', 'removed']

/** Who wrote a comment, as readers are told. */
export const authorOf = (comment: Shown | undefined, { words }: Speech): string => {
  if (comment === undefined) return words.earlier
  return comment.status === 'deleted' ? words.deleted : (comment.author?.name ?? words.anonymous)
}

const standingOf = ({ words }: Speech, own: Own | undefined, status: Shown['status']): VNode | undefined => {
  const view = own?.view
  if (!view) return undefined
  const now = view.comment.versionStatus
  if (status !== 'own' && now === 'published') return undefined
  return e(
    `p.standing ${now}`,
    { key: now }, // else the row of buttons would be made anew when it goes
    status !== 'own' && `${words.newVersion} `,
    words.status[now],
    view.comment.hidden && ` ${words.hidden}`,
    view.reason !== undefined && now !== 'pending' && ` ${words.why.replace('@', words.reasons[view.reason])}`,
    view.appeal && ` ${words.appeals[view.appeal.status]}`,
  )
}

/** One comment. It holds no functions: what is pressed is read from `data-do` by the element. */
export const row = ({ speech, placed, receiptAt, own, ago, folded, marked, closed, acting, panel }: RowView): VNode => {
  const { words, counted, full } = speech
  const { comment, parent, depth, below } = placed
  const { id, status, parentId, createdAt } = comment
  const author = authorOf(comment, speech)
  const gone = status === 'deleted'
  const open = status === 'published'
  const answers = open && !closed
  const mayAppeal = own?.view && !own.view.appeal && APPEALED.includes(own.view.comment.versionStatus)
  return e(
    marked ? 'li.comment marked' : 'li.comment',
    { key: id, id: `c-${id}`, tabindex: -1, 'data-depth': Math.min(depth, DEEPEST) },
    e(
      'article',
      { 'aria-labelledby': `by-${id}` },
      e(
        'p.by',
        false,
        e(gone ? 'b.author soft' : 'b.author', { id: `by-${id}` }, e('bdi', false, author)),
        e(
          'a.permalink',
          {
            href: `${location.href.split('#')[0]}#c-${id}`,
            title: full(createdAt),
            'aria-label': words.permalink.replace('@', ago),
          },
          e('time', { datetime: createdAt }, ago),
        ),
        own && e('span.badge', false, words.yours),
        comment.edited && e('span.soft', false, words.edited),
        parentId && e('span.soft', false, around(words.inReplyTo, authorOf(parent, speech))),
      ),
      status === 'own' && e('div.text typed', { dir: 'auto' }, own?.view?.body),
      open && e('div.text', { key: comment.html, dir: 'auto' }, markup(comment.html ?? '')),
      standingOf(speech, own, status),
      e(
        'p.acts',
        false,
        answers && button('act', 'reply', words.reply, { 'aria-label': `${words.reply}, ${author}` }),
        below > 0 &&
          button('act', 'fold', counted(folded ? words.unfold : words.fold, below), { 'aria-expanded': `${!folded}` }),
        !gone &&
          button('act', 'actions', words.actions, {
            'aria-expanded': `${acting}`,
            'aria-label': `${words.actions}, ${author}`,
          }),
      ),
      acting &&
        e(
          'p.acts more',
          false,
          answers && button('act', 'quote', words.quote),
          own ? button('act', 'edit', words.edit) : button('act', 'report', words.report),
          mayAppeal && button('act', 'appeal', words.appeal),
          own && button('act', 'remove', words.remove),
          own && e('a.act', { href: receiptAt(own.receipt), target: '_blank', rel: 'noreferrer' }, words.receipt),
        ),
      panel,
    ),
  )
}
