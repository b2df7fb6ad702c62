import type { Answer, Board, News } from './board.ts'

const followed = new WeakSet<Board>()
const toldOf = new WeakSet<Board>()

/** Whether the service tells a board's changes one by one; else they show only in its counts. */
export const isTold = (board: Board): boolean => toldOf.has(board)

/** Shows every change within a moment: by the service's events while the page is seen, or by asking where there are none. */
export const followLive = (board: Board): void => {
  if (followed.has(board)) return
  followed.add(board)
  toldOf.add(board)
  const [, query] = board.question()
  let source: EventSource | undefined
  let since = ''
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
    if (document.hidden) return
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
      document.removeEventListener('visibilitychange', open)
      board.follow()
    }
  }
  document.addEventListener('visibilitychange', open)
  open()
}
