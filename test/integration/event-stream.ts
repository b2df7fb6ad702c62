import { request, type IncomingMessage } from 'node:http'
import { until } from '../support/until.ts'

/** An event as a browser would dispatch it. */
export type Told = { event: string; id: string; data: Record<string, unknown> }

/** An open stream and what it told so far; `lastId` moves on with ids that come without an event, too. */
export type EventStream = Disposable & {
  status: number
  headers: IncomingMessage['headers']
  told: Told[]
  lastId(): string
  beats(): number
  hasEnded(): boolean
  /** Waits for the next event after those already waited for. */
  next(event?: string): Promise<Told>
}

/** Opens a stream as an EventSource does. */
export const openEvents = async (
  url: string,
  { headers = {}, paused = false }: { headers?: Record<string, string>; paused?: boolean } = {},
): Promise<EventStream> => {
  const asked = request(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false })
  asked.on('error', () => undefined)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve).once('error', reject).end()
  })
  const told: Told[] = []
  let [rest, id, beats, seen] = ['', '', 0, 0]
  let ended = false
  answer.setEncoding('utf8')
  answer.on('close', () => (ended = true)).on('error', () => undefined)
  if (!paused)
    answer.on('data', (text: string) => {
      const blocks = `${rest}${text}`.split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const fields = new Map(
          block.split('\n').map((line) => [line.split(': ')[0] ?? '', line.slice(line.indexOf(': ') + 2)]),
        )
        id = fields.get('id') ?? id
        if (block.startsWith(':')) beats += 1
        const data = fields.get('data')
        if (data !== undefined)
          told.push({ event: fields.get('event') ?? 'message', id, data: JSON.parse(data) as Told['data'] })
      }
    })
  else answer.pause()
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    told,
    lastId: () => id,
    beats: () => beats,
    hasEnded: () => ended,
    next: (event) =>
      until(
        `an event ${event ?? ''}`,
        () => {
          const at = told.findIndex((one, place) => place >= seen && (event === undefined || one.event === event))
          if (at < 0) return undefined
          seen = at + 1
          return told[at]
        },
        { timeoutMs: 10_000, everyMs: 5 },
      ),
    [Symbol.dispose]: () => asked.destroy(),
  }
}
