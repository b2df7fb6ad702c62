import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '../../support/until.ts'
import { LONG_PAGE, publishLongPage } from './long-page.ts'
import { growthOf } from './memory.ts'
import { seenInWords, unavailable, watch, type Seen } from './probe.ts'
import { row, type Row } from '../report.ts'
import { SITE, type Target } from '../target.ts'

const IDLE = 10_000
const STALLED = 200
const GIGABYTE = 1 << 30
/** More than this is cut while it still comes. */
const MOST_READ = 64 << 20
const MOST_GROWTH_MB = 300
/** The service cuts a socket on which nothing moves after 75 s, and looks at them every few. */
const PATIENT_MS = 85_000

/** What raw sockets can do: say nothing, send without end, read nothing; others are served meanwhile. */
export const sockets = async (target: Target): Promise<{ rows: Row[]; seen: Seen[] }> => {
  const bytes = await publishLongPage(target)
  const idle = await attacked(target, () => sayNothing(target.port))
  const huge = await attacked(target, () => sendWithoutEnd(target.port))
  const stalled = stallReaders(target.port)
  const cut = await attacked(target, () => stalled.cut())
  return {
    rows: [
      row(
        'sockets',
        `${IDLE} idle`,
        `${idle.did.opened} open at once, ${idle.did.left} left after ${idle.did.closedMs} ms; ${idle.words}`,
        idle.did.opened < IDLE && `only ${idle.did.opened} could be opened: ${idle.did.why}`,
        idle.did.left > 0 && `${idle.did.left} were still open after ${idle.did.closedMs} ms`,
        ...idle.findings,
      ),
      row(
        'sockets',
        '1 GB in chunks',
        `${huge.did.status} after ${Math.round(huge.did.sent / 1_024)} kB; ${huge.words}`,
        huge.did.status !== 413 && `it was answered ${huge.did.status}`,
        huge.did.sent > MOST_READ && `${huge.did.sent} bytes were taken`,
        ...huge.findings,
      ),
      row(
        'sockets',
        `${STALLED} that read nothing`,
        `${cut.did} were cut within ${PATIENT_MS / 1_000} s, 2 answers of ${Math.round(bytes / 1_024)} kB each; ${cut.words}`,
        cut.did < STALLED && `${STALLED - cut.did} still hold what they do not read`,
        ...cut.findings,
      ),
    ],
    seen: [idle.seen, huge.seen, cut.seen],
  }
}

/** Does it while others are served and the api's memory is watched. */
const attacked = async <T>(target: Target, attack: () => Promise<T>) => {
  const growth = await growthOf(target.api.pid)
  const watching = watch(target)
  const attacking = attack()
  await Promise.allSettled([attacking]) // whatever came of it, nobody goes on asking
  const seen = await watching.stop()
  const grown = await growth.stop()
  const did = await attacking
  const findings = [...unavailable(seen), ...(grown > MOST_GROWTH_MB ? [`the api grew by ${grown} MB`] : [])]
  return { did, seen, findings, words: `${seenInWords(seen)}, api +${grown} MB` }
}

/** Opens them all, then waits until the service has closed every one. */
const sayNothing = async (port: number) => {
  const open = new Set<Socket>()
  let why = ''
  const opening = () =>
    new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', (error) => (why = error.message))
      socket.on('connect', () => {
        open.add(socket)
        most = Math.max(most, open.size)
        resolve()
      })
      socket.on('close', () => {
        open.delete(socket)
        resolve()
      })
      socket.resume()
    })
  let most = 0
  for (let nth = 0; nth < IDLE; nth += 250) await Promise.all(Array.from({ length: 250 }, opening))
  const start = performance.now()
  const closed = () => until('idle sockets are closed', () => open.size === 0, { timeoutMs: 25_000, everyMs: 50 })
  await closed().catch(() => {
    // What the kernel gave up before the service took it looks open from here until something is said.
    for (const socket of open) socket.write('\r\n')
    return closed().catch(() => undefined)
  })
  const left = open.size
  for (const socket of open) socket.destroy()
  return { opened: most, left, closedMs: Math.round(performance.now() - start), why }
}

/** Sends chunks until a gigabyte is sent or the service says that it had enough. */
const sendWithoutEnd = (port: number): Promise<{ status: number; sent: number }> =>
  new Promise((resolve) => {
    const head = `POST /v1/sites/${SITE}/comments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n`
    const chunk = Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`)
    const socket = connect(port, '127.0.0.1')
    let [said, sent] = ['', 0]
    const send = () => {
      while (sent < GIGABYTE && socket.writable) {
        sent += 65_536
        if (!socket.write(chunk)) return
      }
      if (sent >= GIGABYTE) socket.end('0\r\n\r\n')
    }
    socket.on('drain', send)
    socket.on('error', () => undefined) // it is cut while we write: what was answered counts
    socket.on('data', (part) => (said += part.toString('latin1')))
    socket.on('end', () => socket.destroy())
    socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(said)?.[1] ?? 0), sent }))
    socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`)
    send()
  })

/** Asks for long answers, two on each connection, and takes none of them; later sees whether the service had cut it. */
const stallReaders = (port: number): { cut(): Promise<number> } => {
  const request = `GET ${LONG_PAGE} HTTP/1.1\r\nHost: a\r\n\r\n`
  const start = performance.now()
  const open = new Set<Socket>()
  for (let nth = 0; nth < STALLED; nth += 1) {
    const socket = connect(port, '127.0.0.1').pause()
    open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
    socket.write(request.repeat(2))
  }
  return {
    cut: async () => {
      await delay(Math.max(0, PATIENT_MS - (performance.now() - start)))
      // Who reads again gets what was under way; a connection that was not cut would then stay open.
      for (const socket of open) socket.resume()
      await until('all were cut', () => open.size === 0, { timeoutMs: 10_000 }).catch(() => undefined)
      const left = open.size
      for (const socket of open) socket.destroy()
      return STALLED - left
    },
  }
}
