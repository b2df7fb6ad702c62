import { request } from 'node:http'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { CALM, type Target } from '../target.ts'

/** What a caller who means no harm was told meanwhile. */
export type Seen = { asked: number; p99Ms: number; slowestMs: number; accepted: string[]; failures: string[] }

/** The promise is a second for each answer; a single slow one among hundreds may be this machine's own doing. */
export const PATIENCE_MS = 1_000
const LATEST_MS = 5_000

/** What of it breaks the promise that the service stays available. */
export const unavailable = ({ asked, p99Ms, slowestMs, failures }: Seen): string[] => [
  ...new Set(failures),
  ...(asked === 0 ? ['nobody was asked'] : []),
  ...(p99Ms > PATIENCE_MS ? [`one answer in a hundred took ${p99Ms} ms or more`] : []),
  ...(slowestMs > LATEST_MS ? [`an answer took ${slowestMs} ms`] : []),
]

/** In words, for the report. */
export const seenInWords = ({ asked, p99Ms, slowestMs, failures }: Seen): string =>
  `${asked} others asked, ${failures.length} failed, p99 ${p99Ms} ms, slowest ${slowestMs} ms`

/** Asks readiness, counts and a page, and sends comments, each on a connection of its own, until it is told to stop. */
export const watch = (target: Pick<Target, 'port'>, everyMs = 100): { stop(): Promise<Seen> } => {
  const took: number[] = []
  const accepted: string[] = []
  const failures: string[] = []
  let stopped = false
  const ask = async (line: string, wanted: number, body?: string) => {
    const start = performance.now()
    const answer = await once(target.port, line, body).catch((error: Error) => ({ status: 0, text: error.message }))
    took.push(Math.round(performance.now() - start))
    if (answer.status !== wanted) failures.push(`${line} was answered ${answer.status} ${answer.text.slice(0, 80)}`)
    else if (wanted === 202) accepted.push((JSON.parse(answer.text) as { comment: { id: string } }).comment.id)
  }
  const loop = (async () => {
    for (let round = 0; !stopped; round += 1) {
      await ask('GET /readyz', 200)
      await ask(`GET /v1/sites/${CALM}/counts?article=calm`, 200)
      await ask(`GET /v1/sites/${CALM}/comments?article=calm`, 200)
      const draft = { article: { key: 'calm' }, body: `The ferry leaves at ${round} past seven, says ${randomUUID()}.` }
      await ask(`POST /v1/sites/${CALM}/comments`, 202, JSON.stringify(draft))
      await delay(everyMs)
    }
  })()
  const stop = async (): Promise<Seen> => {
    stopped = true
    await loop
    const sorted = took.toSorted((a, b) => a - b)
    const p99Ms = sorted[Math.floor(sorted.length * 0.99)] ?? 0
    return { asked: took.length, p99Ms, slowestMs: sorted.at(-1) ?? 0, accepted, failures }
  }
  return { stop }
}

const once = (port: number, line: string, body?: string): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const [method = '', path = ''] = line.split(' ')
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const asked = request({ host: '127.0.0.1', port, method, path, headers, agent: false, timeout: 10_000 })
    asked.on('error', reject)
    asked.on('timeout', () => asked.destroy(new Error('nothing came within 10 s')))
    asked.on('response', (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part))
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    asked.end(body)
  })
