import type { VNode } from 'snabbdom'
import type { Draft } from '../keep.ts'
import { arrange } from '../state/arrange.ts'
import type { FormName } from '../state/sending.ts'
import type { State } from '../state/state.ts'
import type { Speech } from '../words/speak.ts'
import { e } from './element.ts'
import { alert, button, textForm } from './form.ts'
import { panelOf } from './panel.ts'
import { authorOf, row, type Shown } from './row.ts'

/** What the whole element is drawn from. */
export type WholeView = {
  speech: Speech
  state: State
  count: number | undefined
  name: string
  draft(form: FormName): Draft | undefined
  receiptAt(receipt: string): string
  nowMs: number
}

/** From how many rows on those out of sight are not laid out. */
const LONG = 60

/** A row of the last drawing, kept as long as nothing it shows has changed. */
type Drawn = { from: unknown[]; node: VNode }

/** The rows in order; own comments that are not published yet stand where they will. */
const shownIn = ({ comments, own }: State): Shown[] => {
  const waiting = [...own.values()].flatMap(({ id, parentId, view }): Shown[] => {
    if (comments.has(id) || view?.body === undefined) return [] // of what was deleted there is none
    const { author, createdAt } = view
    return [{ id, ...(parentId && { parentId }), author, status: 'own', edited: false, createdAt }]
  })
  return [...comments.values(), ...waiting]
}

/** Draws the element. Rows that show the same as before are the same objects, which the renderer passes by. */
export const createWhole = () => {
  let last = new Map<string, Drawn>()
  let order: { from: unknown[]; placed: ReturnType<typeof arrange<Shown>> } | undefined

  const same = (a: unknown[] | undefined, b: unknown[]) => a?.every((it, at) => it === b[at])

  const inOrder = (state: State) => {
    const from = [state.comments, state.own, state.sort, state.folded]
    if (!order || !same(order.from, from)) order = { from, placed: arrange(shownIn(state), state.sort, state.folded) }
    return order.placed
  }

  const rows = ({ speech, state, name, draft, receiptAt, nowMs }: WholeView) => {
    const next = new Map<string, Drawn>()
    const nodes = inOrder(state)
      .slice(0, state.drawn)
      .map((placed) => {
        const { comment, parent, depth, below } = placed
        const { id } = comment
        const own = state.own.get(id)
        const panel = state.panel?.id === id ? state.panel : undefined
        const ago = speech.ago(comment.createdAt, nowMs)
        const folded = state.folded.has(id)
        const marked = state.marked === id
        const from = [
          state.comments.get(id),
          own,
          parent?.author,
          depth,
          below,
          ago,
          folded,
          marked,
          state.closed,
          speech,
          panel,
          panel && state.sending,
          panel && state.who,
        ]
        const before = last.get(id)
        if (before && same(before.from, from)) {
          next.set(id, before)
          return before.node
        }
        const about = { speech, sending: state.sending, own, name, who: state.who, author: authorOf(comment, speech) }
        const node = row({
          speech,
          placed,
          receiptAt,
          own,
          ago,
          folded,
          marked,
          closed: state.closed,
          acting: panel?.what === 'actions',
          panel: panel && panelOf({ ...about, panel, draft: draft(`${panel.what}-${id}`)?.text }),
        })
        next.set(id, { from, node })
        return node
      })
    last = next
    return nodes
  }

  const draw = (view: WholeView): VNode => {
    const { speech, state, count, name, draft } = view
    const { words, counted } = speech
    const { phase, sort, closed, next, turning, missed, forgetting, sending } = state
    const total = inOrder(state).length
    const text = draft('new')?.text ?? ''
    return e(
      'section.root',
      { lang: speech.lang, 'aria-labelledby': 'title' },
      e(
        'div.head',
        false,
        e('h2.title', { id: 'title', tabindex: -1 }, count === undefined ? words.title : counted(words.count, count)),
        e(
          'select.input',
          { name: 'sort', 'aria-label': words.sort },
          e('option', { value: 'new', selected: sort === 'new' }, words.newest),
          e('option', { value: 'old', selected: sort === 'old' }, words.oldest),
        ),
      ),
      // A sentence said again is another element: one that stays is not read out twice.
      e('p.unseen', { role: 'status' }, e('span', { key: state.tellings }, state.told)),
      closed
        ? e('p.soft', false, words.closed)
        : textForm({ speech, name, who: state.who, form: 'new', label: words.write, sending: sending['new'], text }),
      phase === 'loading' && e('p.soft', false, words.loading),
      phase === 'ready' && total === 0 && e('p.soft', false, words.none),
      e(total > LONG ? 'ol.thread long' : 'ol.thread', { role: 'list' }, rows(view)),
      missed && alert(words.failed),
      phase === 'failed' && button('button', 'load', words.again),
      next !== undefined &&
        state.drawn >= total &&
        button('button', 'more', turning ? words.loading : words.more, {
          'aria-disabled': turning ? 'true' : undefined,
        }),
      e(
        'details.device',
        false,
        e('summary', false, words.device),
        e('p', false, words.deviceText),
        forgetting && e('p', { key: 'sure', id: 'sure' }, words.forgetSure),
        e(
          'p.buttons',
          false,
          button('button grave', 'forget', words.forget, { 'aria-describedby': forgetting ? 'sure' : undefined }),
          forgetting && button('button', 'remember', words.cancel),
        ),
      ),
    )
  }
  return {
    draw,
    total: (state: State) => inOrder(state).length,
    /** Which row a comment is; -1 when it is folded away or not here. */
    rowOf: (state: State, id: string) => inOrder(state).findIndex(({ comment }) => comment.id === id),
  }
}
