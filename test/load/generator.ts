import type { Socket } from 'node:net'
import { json } from 'node:stream/consumers'
import { requestsOf, type Plan } from './plans.ts'
import { openSocket, readAnswers } from './wire.ts'

// Runs as a process of its own, an order in JSON on its stdin. It writes bytes made beforehand and reads no more of an answer
// than its status and length: on two cores a client that costs as much as the server would measure itself.

/** What to send, to where, for how long. */
export type Order = { port: number; connections: number; durationMs: number; plan: Plan }

/** What came back. `rate` counts whole answers a second; times are milliseconds. */
export type Load = {
  rate: number
  answers: number
  seconds: number
  /** From the start of this process to the first request. */
  startSeconds: number
  statuses: Record<string, number>
  p50: number
  p99: number
}

const run = async ({ port, connections, durationMs, plan }: Order): Promise<Load> => {
  const next = prepared(requestsOf(plan, port), plan.kind === 'comments' ? MADE_A_SECOND * (durationMs / 1_000) : 0)
  const times: number[] = []
  const statuses: Record<string, number> = {}
  const answered = (status: string, ms: number): void => {
    statuses[status] = (statuses[status] ?? 0) + 1
    times.push(ms)
  }
  const sockets = await Promise.all(Array.from({ length: connections }, () => openSocket(port)))
  const start = performance.now()
  const goesOn = () => performance.now() < start + durationMs
  await Promise.all(sockets.map((socket) => talk({ socket, next, goesOn, answered })))
  const seconds = (performance.now() - start) / 1_000
  const sorted = Float64Array.from(times).toSorted()
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 100) / 100
  return {
    rate: Math.round(times.length / seconds),
    answers: times.length,
    seconds,
    startSeconds: start / 1_000,
    statuses,
    p50: at(0.5),
    p99: at(0.99),
  }
}

/** Comments that are made before the load starts: making one costs as much as sending three. */
const MADE_A_SECOND = 8_000

/** The same requests, so many of them made at once; what comes after them is made when it is sent. */
const prepared = (make: () => string | Buffer, count: number): (() => string | Buffer) => {
  const made = Array.from({ length: count }, () => Buffer.from(make()))
  return () => made.pop() ?? make()
}

/** Sends one request after the other, each when the answer to the one before is whole. */
const talk = ({
  socket,
  next,
  goesOn,
  answered,
}: {
  socket: Socket
  next: () => string | Buffer
  goesOn: () => boolean
  answered: (status: string, ms: number) => void
}): Promise<void> =>
  new Promise((resolve, reject) => {
    let sentAt = performance.now()
    socket.on('error', reject)
    socket.on('close', () => resolve())
    readAnswers(socket, (status) => {
      const now = performance.now()
      answered(status, now - sentAt)
      if (!goesOn()) return socket.destroy()
      sentAt = now
      socket.write(next())
    })
    socket.write(next())
  })

console.log(JSON.stringify(await run((await json(process.stdin)) as Order)))
