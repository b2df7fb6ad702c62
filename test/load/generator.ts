import { connect, type Socket } from 'node:net'
import { requestsOf, type Plan } from './plans.ts'

// Runs as a process of its own: `node generator.ts '<json>'`. Writes raw bytes and reads no more of an answer than its length:
// on two cores, a client that costs as much as the server would measure itself.

/** What to send, to where, for how long. */
export type Order = { port: number; connections: number; durationMs: number; plan: Plan }

/** What came back. `rate` counts whole answers a second; times are milliseconds. */
export type Load = {
  rate: number
  answers: number
  seconds: number
  statuses: Record<string, number>
  p50: number
  p99: number
  max: number
}

const run = async ({ port, connections, durationMs, plan }: Order): Promise<Load> => {
  const next = requestsOf(plan, port)
  const times: number[] = []
  const statuses: Record<string, number> = {}
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  const start = performance.now()
  const end = start + durationMs
  await Promise.all(
    sockets.map((socket) =>
      talk(socket, next, () => performance.now() < end, (status, ms) => {
        statuses[status] = (statuses[status] ?? 0) + 1
        times.push(ms)
      }),
    ),
  )
  const seconds = (performance.now() - start) / 1_000
  const sorted = Float64Array.from(times).sort()
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 100) / 100
  const rate = Math.round(times.length / seconds)
  return { rate, answers: times.length, seconds, statuses, p50: at(0.5), p99: at(0.99), max: at(1 - Number.EPSILON) }
}

const open = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })

/** Sends one request after the other on a socket, each when the answer to the one before is whole. */
const talk = (
  socket: Socket,
  next: () => string | Buffer,
  goesOn: () => boolean,
  answered: (status: string, ms: number) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    let sentAt = 0
    let head: Buffer = Buffer.alloc(0)
    let missing = -1
    let status = ''
    const send = () => {
      sentAt = performance.now()
      missing = -1
      socket.write(next())
    }
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.on('data', (bytes) => {
      if (missing < 0) {
        head = head.length === 0 ? bytes : Buffer.concat([head, bytes])
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        status = head.latin1Slice(9, 12)
        missing = lengthIn(head.latin1Slice(0, end), status) - (head.length - end - 4)
        head = Buffer.alloc(0)
      } else missing -= bytes.length
      if (missing > 0) return
      answered(status, performance.now() - sentAt)
      if (goesOn()) send()
      else socket.end()
    })
    send()
  })

const lengthIn = (head: string, status: string): number => {
  const length = /^content-length: (\d+)/im.exec(head)?.[1]
  if (length === undefined && status !== '304' && status !== '204') throw new Error(`an answer without a length:\n${head}`)
  return Number(length ?? 0)
}

const order = process.argv[2]
if (order !== undefined) console.log(JSON.stringify(await run(JSON.parse(order) as Order)))
