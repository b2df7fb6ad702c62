import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'

/** What a proxy does to what passes through it, from now on; `calm` is nothing. */
export type Weather = {
  /** Milliseconds that each chunk waits, and by how much more at random. */
  delayMs: number
  jitterMs: number
  /** Connections that are open or come are taken and nothing passes. */
  stalled: boolean
  /** New connections are refused. */
  closed: boolean
  /** The server's answers stop after that many bytes, and the connection is reset. */
  resetAfter: number | undefined
}

/** No fault at all. */
export const calm: Weather = { delayMs: 0, jitterMs: 0, stalled: false, closed: false, resetAfter: undefined }

/** A proxy of one's own between a service and a store, or between clients and services. */
export type TcpProxy = AsyncDisposable & {
  port: number
  /** Changes the weather; what is not named becomes calm. */
  set(weather?: Partial<Weather>): void
  /** Resets every open connection. */
  cut(): void
  open(): number
  /** The next answer that has such bytes in it is dropped, and its connection reset. Resolves when that happened. */
  dropAnswer(having: string): { dropped: Promise<void>; forget(): void }
  /** From the next call or answer on that has such bytes in it, or from the answer to such a call on, a connection is silent: that
   *  piece and all later ones go nowhere. Resolves when that happened. */
  silence(from: 'call' | 'answer' | 'answer to a call', having: string): { silenced: Promise<void>; forget(): void }
  /** The n-th piece that clients send from now on is the last of its connection: lost itself, or its answer is. */
  failCall(nth: number, lost: 'call' | 'answer'): { happened(): boolean; forget(): void }
}

/** Starts a proxy to the port that `target` names for each connection; undefined refuses it. `random` is 0 to 1. */
export const startProxy = async (
  target: () => number | undefined,
  random: () => number = () => 0,
): Promise<TcpProxy> => {
  let weather = calm
  let failing: { left: number; lost: 'call' | 'answer'; answerOf?: Socket } | undefined
  let dropping: { having: string; done: () => void } | undefined
  let silencing: { from: 'call' | 'answer' | 'answer to a call'; having: string; done: () => void } | undefined
  const silent = new WeakSet<Socket>()
  const pairs = new Map<Socket, Socket>()

  /** Whether a piece goes nowhere. */
  const isSilent = (chunk: Buffer, from: Socket, to: Socket, isAnswer: boolean): boolean => {
    if (silent.has(from)) return true
    if (!silencing || isAnswer !== (silencing.from === 'answer') || !chunk.includes(silencing.having)) return false
    silencing.done()
    silent.add(to)
    const passes = silencing.from === 'answer to a call'
    if (!passes) silent.add(from)
    silencing = undefined
    return !passes
  }

  const pass = (from: Socket, to: Socket, isAnswer: boolean): void => {
    let passed = 0
    let ready: Promise<void> = Promise.resolve()
    from.on('data', (chunk: Buffer) => {
      const { delayMs, jitterMs } = weather
      const waits = delayMs + jitterMs * random() > 0 ? sleep(delayMs + jitterMs * random()) : undefined
      // In order, whatever each one waits.
      ready = Promise.all([ready, waits]).then(async () => {
        while (weather.stalled && !to.destroyed) await sleep(20)
        if (isSilent(chunk, from, to, isAnswer)) return
        if (isAnswer && dropping && chunk.includes(dropping.having)) {
          dropping.done()
          dropping = undefined
          return reset(from, to)
        }
        if (isAnswer && failing?.answerOf === to) {
          delete failing.answerOf
          return reset(from, to)
        }
        if (!isAnswer && failing && (failing.left -= 1) === 0) {
          if (failing.lost === 'call') return reset(to, from)
          failing.answerOf = from
        }
        passed += chunk.length
        if (isAnswer && weather.resetAfter !== undefined && passed > weather.resetAfter) return reset(from, to)
        if (!to.destroyed) to.write(chunk)
      })
    })
    from.on('end', () => void ready.then(() => to.end()))
    from.on('close', () => void ready.then(() => to.destroy()))
    from.on('error', () => undefined)
  }

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const port = weather.closed ? undefined : target()
    client.on('error', () => undefined)
    if (port === undefined) return void abort(client)
    const upstream = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    pairs.set(client, upstream)
    client.on('close', () => pairs.delete(client))
    pass(client, upstream, false)
    pass(upstream, client, true)
    upstream.on('error', () => abort(client))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const [client, upstream] of pairs) reset(upstream, client)
  }
  return {
    port: (server.address() as AddressInfo).port,
    set: (next = {}) => void (weather = { ...calm, ...next }),
    cut,
    open: () => pairs.size,
    dropAnswer: (having) => {
      const { promise: dropped, resolve: done } = Promise.withResolvers<void>()
      dropping = { having, done }
      return { dropped, forget: () => void (dropping = undefined) }
    },
    silence: (from, having) => {
      const { promise: silenced, resolve: done } = Promise.withResolvers<void>()
      const armed = { from, having, done }
      silencing = armed
      return { silenced, forget: () => void (silencing === armed && (silencing = undefined)) }
    },
    failCall: (nth, lost) => {
      const armed: NonNullable<typeof failing> = { left: nth, lost }
      failing = armed
      return { happened: () => armed.left <= 0, forget: () => void (failing = undefined) }
    },
    [Symbol.asyncDispose]: async () => {
      weather = calm
      server.close()
      cut()
    },
  }
}

const reset = (from: Socket, to: Socket): void => {
  abort(to)
  from.destroy()
}

/** Resets a connection. One whose end is under way cannot be: Node would keep its handle for ever, and spin when the process ends. */
const abort = (socket: Socket): void => void (socket.writableEnded ? socket.destroy() : socket.resetAndDestroy())

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))
