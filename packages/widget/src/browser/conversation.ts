import { createComments } from '@parley/client'
import type { VNode } from 'snabbdom'
import { openBoard, type Board, type News } from './board.ts'
import { followLive, isTold } from './live.ts'
import { openKeep } from './keep.ts'
import { readSignIn } from './sign-in.ts'
import { createControls } from './controls.ts'
import type { Context } from './state/context.ts'
import { createListing } from './state/listing.ts'
import { createOwning } from './state/owning.ts'
import { createSenders } from './state/sending.ts'
import { firstState, type Sort } from './state/state.ts'
import { patch } from './view/element.ts'
import { createWhole } from './view/whole.ts'
import type { Speech } from './words/speak.ts'

/** Rows drawn in one frame: few enough for a slow phone to stay answerable. */
const SLICE = 25
const MINUTE_MS = 60_000

/** What an element was asked for. */
export type Asked = {
  api: string
  site: string
  key: string | undefined
  url: string
  sort: Sort
  /** Where the site says who is reading. */
  signIn: string | undefined
}

/** A conversation on the page, until it is stopped; stopping it again does nothing. */
export type Running = { stop(): void; show(id: string): Promise<void>; compose(): void }

const joining = new Set<Board>()

/** Puts the article on the page's board: its number is right even before the comments are loaded. Elements that come
 *  together are asked for together. */
export const joinBoard = ({ api, site, key, url }: Asked): void => {
  const board = openBoard(api, site)
  board.added.delete(key ?? url) // who comes last stands last, also when it comes again
  board.added.add(key ?? url)
  if (joining.size === 0)
    queueMicrotask(() => {
      for (const joined of joining) {
        void joined.ask()
        followLive(joined)
      }
      joining.clear()
    })
  joining.add(board)
}

/** Loads, draws and follows an article's comments in a shadow root. */
export const startConversation = (root: ShadowRoot, asked: Asked, speech: Speech): Running => {
  const { api, site, key, url, sort, signIn } = asked
  const board = openBoard(api, site)
  const place = document.createElement('div')
  const slot = root.querySelector('slot')
  const timers = new Set<number>()
  const ended = new AbortController()
  const whole = createWhole()
  const keep = openKeep(`parley:${api}:${site}`, () => localStorage)
  let node: Element | VNode = place
  let asleep = true

  const receiptAt = (receipt: string) => `${api}/r/${receipt}?lang=${speech.lang}`

  const draw = () => {
    asleep = true
    const { state } = ctx
    if (ended.signal.aborted || (state.phase === 'loading' && !place.isConnected && slot)) return
    if (!place.isConnected) {
      root.append(place)
      node = place.appendChild(document.createElement('section'))
    }
    if (state.phase === 'ready' && slot?.isConnected) controls.takeOver(slot)
    const { name = '' } = keep.read()
    const count = board.counts[ctx.article]
    node = patch(node, whole.draw({ speech, state, count, name, draft: senders.draft, receiptAt, nowMs: Date.now() }))
    controls.drawn()
    if (state.drawn < whole.total(state)) requestAnimationFrame(() => ctx.update({ drawn: state.drawn + SLICE }))
  }

  const ctx: Context = {
    client: createComments({ api, site }),
    board,
    keep,
    article: key ?? url,
    target: key === undefined ? { url } : { key },
    signIn: () => readSignIn(signIn),
    speech: () => speech,
    state: firstState(sort),
    update: (change) => {
      Object.assign(ctx.state, change)
      if (change.comments) owning.recognise()
      if (change.told !== undefined) ctx.state.tellings += 1
      if (!asleep) return
      asleep = false
      queueMicrotask(draw)
    },
    say: (form, sending) => ctx.update({ sending: { ...ctx.state.sending, [form]: sending } }),
    later: (afterMs, what) => {
      if (ended.signal.aborted) return
      const timer = window.setTimeout(() => {
        timers.delete(timer)
        what()
      }, afterMs)
      timers.add(timer)
    },
  }
  const listing = createListing(ctx)
  const owning = createOwning(ctx, listing)
  const senders = createSenders(ctx, owning, (...it) => controls.sent(...it))
  const controls = createControls({ ctx, root, listing, owning, senders, rowOf: whole.rowOf, signal: ended.signal })

  let count = board.counts[ctx.article]
  const hear = (news?: News) => {
    const changed = board.counts[ctx.article] !== count
    count = board.counts[ctx.article]
    // The number changes in the very step in which the page's other numbers do.
    if (changed) draw()
    if (!news) {
      if (changed && !isTold(board)) listing.refresh(Infinity, true)
    } else if ('id' in news) {
      owning.heed(news.id)
      if (news.article === ctx.article) listing.refresh(news.revision, news.kind === 'gone' || listing.isDeep(news.id))
    } else if (news.reset) listing.refresh(Infinity, true)
    // Also what leaves the number as it was, such as closing the article.
    else if (ctx.article in news.counts) listing.refresh(news.revision)
  }
  board.hear.push(hear)
  window.addEventListener('online', senders.resume, { signal: ended.signal })
  const minutes = setInterval(draw, MINUTE_MS)

  owning.load()
  const loaded = listing.load()
  void loaded.then(controls.reopen)
  ctx.signIn().then(
    (who) => ctx.update({ who }),
    () => {}, // it is asked again with each comment
  )

  return {
    stop: () => {
      if (ended.signal.aborted) return
      ended.abort()
      board.hear.splice(board.hear.indexOf(hear), 1)
      clearInterval(minutes)
      for (const timer of timers) clearTimeout(timer)
      place.remove()
    },
    show: async (id) => {
      await loaded
      await controls.show(id)
    },
    compose: () => void loaded.then(controls.compose),
  }
}
