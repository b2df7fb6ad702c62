import type { Socket } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { requestsOf, type Plan } from './plans.ts'
import { openSocket, readAnswers } from './wire.ts'

// Runs as a process of its own, an order in JSON on its stdin. It writes bytes made beforehand and reads no more of an answer
// than its status and length: on two cores a client that costs as much as the server would measure itself.

/** What to send, to where, for how long: as fast as answers come, or so many a second whatever comes back. */
export type Order = { port: number; connections: number; durationMs: number; plan: Plan; perSecond?: number }

/** What came back. `rate` counts whole answers a second; times are milliseconds, of the answers with the commonest good status. */
export type Load = {
  rate: number
  answers: number
  seconds: number
  /** From the start of this process to the first request. */
  startSeconds: number
  statuses: Record<string, number>
  /** Answers other than 2xx and 304 without a `Retry-After`, and requests whose connection ended before their answer. */
  odd: number
  broken: number
  /** Processor time of this process for each answer, in microseconds. */
  ownCpuMicros: number
  p50: number
  p99: number
  /** Where the pace was given: from when a request left, not from when it was due. */
  sentP99?: number
}

const run = async (order: Order): Promise<Load> => {
  const { port, connections, durationMs, plan, perSecond } = order
  const made =
    plan.kind === 'comments' ? Math.min(MADE_AT_MOST, (perSecond ?? MADE_A_SECOND) * (durationMs / 1_000)) : 0
  const next = prepared(requestsOf(plan, port), made)
  const seen = record()
  const sockets = await Promise.all(Array.from({ length: connections }, () => openSocket(port)))
  const cpuBefore = process.cpuUsage()
  const start = performance.now()
  const end = start + durationMs
  if (perSecond === undefined) await Promise.all(sockets.map((socket) => talk({ socket, next, end, seen })))
  else await keepPace({ sockets, next, start, end, perSecond, seen })
  const seconds = (performance.now() - start) / 1_000
  const { user, system } = process.cpuUsage(cpuBefore)
  const { good, all, ...told } = seen.told()
  return {
    rate: Math.round(all / seconds),
    answers: all,
    seconds,
    startSeconds: start / 1_000,
    ...told,
    ...(seen.sinceSent.length > 0 && { sentP99: percentile(Float64Array.from(seen.sinceSent).toSorted(), 0.99) }),
    ownCpuMicros: Math.round(((user + system) * 10) / Math.max(1, all)) / 10,
    p50: percentile(good, 0.5),
    p99: percentile(good, 0.99),
  }
}

const percentile = (sorted: Float64Array, share: number): number =>
  Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 100) / 100

type Seen = ReturnType<typeof record>

/** Remembers how long answers took, by their status. */
const record = () => {
  const times = new Map<string, number[]>()
  const sinceSent: number[] = []
  let odd = 0
  let broken = 0
  const isGood = (status: string): boolean => status.startsWith('2') || status === '304'
  return {
    sinceSent,
    answered: (status: string, ms: number, head: string): void => {
      const known = times.get(status)
      if (known) known.push(ms)
      else times.set(status, [ms])
      if (!isGood(status) && !/^retry-after: \d/im.test(head)) odd += 1
    },
    brokeOff: (): void => void (broken += 1),
    told: () => {
      const statuses = Object.fromEntries([...times].map(([status, all]) => [status, all.length]))
      const all = Object.values(statuses).reduce((sum, count) => sum + count, 0)
      const good = [...times].filter(([status]) => isGood(status)).toSorted(([, a], [, b]) => b.length - a.length)
      return { statuses, all, odd, broken, good: Float64Array.from(good[0]?.[1] ?? []).toSorted() }
    },
  }
}

/** Comments that are made before the load starts: making one costs as much as sending three. */
const MADE_A_SECOND = 8_000
const MADE_AT_MOST = 150_000

/** The same requests, so many of them made at once; what comes after them is made when it is sent. */
const prepared = (make: () => string | Buffer, count: number): (() => string | Buffer) => {
  const made = Array.from({ length: count }, () => Buffer.from(make()))
  return () => made.pop() ?? make()
}

/** Sends one request after the other, each when the answer to the one before is whole. */
const talk = ({
  socket,
  next,
  end,
  seen,
}: {
  socket: Socket
  next: () => string | Buffer
  end: number
  seen: Seen
}): Promise<void> =>
  new Promise((resolve) => {
    let sentAt = performance.now()
    let waits = true
    socket.on('error', () => undefined) // its end says all there is to say
    socket.on('close', () => {
      if (waits) seen.brokeOff()
      resolve()
    })
    readAnswers(socket, (status, _, head) => {
      const now = performance.now()
      seen.answered(status, now - sentAt, head)
      waits = now < end && !/^connection: close/im.test(head)
      if (!waits) return socket.destroy()
      sentAt = now
      socket.write(next())
    })
    socket.write(next())
  })

/** Sends so many requests a second whatever comes back, each on a connection that waits for nothing; one that finds none goes as soon as
 *  there is one, and its time runs from when it was due. */
const keepPace = async ({
  sockets,
  next,
  start,
  end,
  perSecond,
  seen,
}: {
  sockets: Socket[]
  next: () => string | Buffer
  start: number
  end: number
  perSecond: number
  seen: Seen
}): Promise<void> => {
  const free = [...sockets]
  const dueAt = new Map<Socket, number>()
  const sentAt = new Map<Socket, number>()
  let sent = 0
  const send = (): void => {
    const due = Math.min(performance.now(), end)
    while (free.length > 0 && start + (sent * 1_000) / perSecond <= due) {
      const socket = free.shift() as Socket // in turns: a server ends a connection that never asks
      dueAt.set(socket, start + (sent * 1_000) / perSecond)
      sent += 1
      sentAt.set(socket, performance.now())
      socket.write(next())
    }
  }
  for (const socket of sockets) {
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (dueAt.delete(socket)) seen.brokeOff()
    })
    readAnswers(socket, (status, _, head) => {
      const now = performance.now()
      seen.answered(status, now - (dueAt.get(socket) ?? 0), head)
      if (status.startsWith('2')) seen.sinceSent.push(now - (sentAt.get(socket) ?? 0))
      dueAt.delete(socket)
      if (/^connection: close/im.test(head)) return
      free.push(socket)
      send()
    })
  }
  while (performance.now() < end) {
    send()
    await delay(1)
  }
  const patience = performance.now() + PATIENCE_MS
  while (dueAt.size > 0 && performance.now() < patience) await delay(5)
  for (const socket of sockets) socket.destroy()
}

/** How long answers are waited for when nothing is sent any more. */
const PATIENCE_MS = 10_000

console.log(JSON.stringify(await run((await json(process.stdin)) as Order)))
