import type { MAX_FOLLOWED } from '@parley/contracts'
import type { Answer, Board, News } from './board.ts'

/** Has a followed board's stream opened anew, should more be counted than it was opened for. */
const growths = new WeakMap<Board, () => void>()
const toldOf = new WeakSet<Board>()

/** So many articles one stream tells of. */
const MOST: typeof MAX_FOLLOWED = 20

/** Longer than a browser keeps an answer (`max-age` and `stale-while-revalidate`), which would be older than what was told. */
const EVERY_MS = 7_000

/** Elements that a page adds one by one are followed together. */
const GROWING_MS = 100

/** Whether the service tells a board's changes one by one; else they show only in its counts. */
export const isTold = (board: Board): boolean => toldOf.has(board)

/** Shows every change within a moment: by the service's events while the page is seen, or by asking where there are none.
 *  Called again whenever the page may count more than before. */
export const followLive = (board: Board): void => {
  const known = growths.get(board)
  if (known) return known()
  toldOf.add(board)
  let source: EventSource | undefined
  let query = ''
  let since = ''
  let growing: number | undefined
  let asks = false
  /** All keys of the page as one query, where a stream tells of so many. */
  const all = () => {
    const [keys, whole] = board.question()
    return keys.length <= MOST && whole
  }
  /** What the stream is to tell of: of a page that counts more, the articles whose comments came last. */
  const wanted = () => all() || `${new URLSearchParams([...board.added].slice(-MOST).map((key) => ['article', key]))}`
  /** Asks for the counts that no stream tells of: for all anew, for what was told is further on than they are. */
  const askForOthers = () => {
    if (asks || all()) return
    asks = true
    setInterval(() => document.hidden || board.ask(), EVERY_MS)
  }
  const tell = (news: News) => {
    for (const hear of board.hear) hear(news)
  }
  const show = ({ data }: MessageEvent<string>) => {
    const answer = JSON.parse(data) as Answer
    since = `&since=${answer.revision}`
    board.show(answer)
    tell(answer)
  }

  // A browser opens few connections to a host: pages that nobody sees leave them to others, and are told what they missed.
  const open = () => {
    source?.close()
    if (document.hidden || !isTold(board)) return
    query = wanted()
    askForOthers()
    source = new EventSource(`${board.at}events?${query}${since}`)
    source.addEventListener('counts', show)
    source.addEventListener('comment', ({ data }) => tell(JSON.parse(data)))
    source.addEventListener('reset', () => {
      const reset = { counts: {}, revision: 0, reset: true }
      board.show(reset)
      tell(reset)
    })
    source.onerror = () => {
      if (source?.readyState !== 2) return
      toldOf.delete(board)
      if (!asks) board.follow()
    }
  }
  const grow = () => {
    growing ??= window.setTimeout(() => {
      growing = undefined
      askForOthers()
      if (wanted() !== query) open()
    }, GROWING_MS)
  }
  growths.set(board, grow)
  document.addEventListener('parley:refresh', grow)
  document.addEventListener('visibilitychange', open)
  open()
}
