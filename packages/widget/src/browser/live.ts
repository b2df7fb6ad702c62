import type { Board } from './board.ts'

const followed = new WeakSet<Board>()

/** Shows every change within a moment: by the service's events while the page is seen, or by asking where there are none. */
export const followLive = (board: Board): void => {
  if (followed.has(board)) return
  followed.add(board)
  const [, query] = board.question()
  let source: EventSource | undefined

  // A browser opens few connections to a host: pages that nobody sees leave them to others.
  const open = () => {
    source?.close()
    if (document.hidden) return
    source = new EventSource(`${board.at}events?${query}`)
    source.addEventListener('counts', ({ data }) => board.show(JSON.parse(data)))
    source.addEventListener('comment', ({ data }) => {
      for (const hear of board.hear) hear(JSON.parse(data))
    })
    source.addEventListener('reset', () => board.show({ counts: {}, revision: 0, reset: true }))
    source.onerror = () => {
      if (source?.readyState !== 2) return
      document.removeEventListener('visibilitychange', open)
      board.follow()
    }
  }
  document.addEventListener('visibilitychange', open)
  open()
}
