import type { IncomingMessage } from 'node:http'
import { MAX_BYTES, ProblemError } from '@parley/contracts'

/** What the lane needs to know of a request before it reads the body. */
export type Plain = {
  siteId: string
  length: number
  idempotencyKey: string | undefined
  origin: string | undefined
  forwarded: string | undefined
}

const PATH = /^\/v1\/sites\/([a-z0-9][a-z0-9-]{0,62})\/comments$/
const TYPE = /^application\/json(?:; ?charset=utf-8)?$/i
const LENGTH = /^[1-9]\d{0,5}$/

/** Headers that ask for something else than the usual: the framework knows what. */
const UNUSUAL = new Set(['authorization', 'transfer-encoding', 'content-encoding', 'expect', 'upgrade'])
/** Headers that are read here. */
const READ = ['content-type', 'content-length', 'idempotency-key', 'origin', 'x-forwarded-for']
const KNOWN = new Set([...UNUSUAL, ...READ])
/** Names are compared by length first: most are none of these. */
const LENGTHS = new Set([...KNOWN].map((name) => name.length))

/** A submit as browsers and servers usually send it: JSON of a known, allowed length, each header that counts once. Undefined for all others. */
export const readPlain = ({ method, url = '', rawHeaders }: IncomingMessage): Plain | undefined => {
  if (method !== 'POST') return undefined
  const siteId = PATH.exec(url)?.[1]
  if (siteId === undefined) return undefined
  const found = new Map<string, string>()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const written = rawHeaders[at] as string
    if (!LENGTHS.has(written.length)) continue
    const name = written.toLowerCase()
    if (!KNOWN.has(name)) continue
    if (UNUSUAL.has(name) || found.has(name)) return undefined
    found.set(name, rawHeaders[at + 1] as string)
  }
  const length = found.get('content-length') ?? ''
  if (!TYPE.test(found.get('content-type') ?? '') || !LENGTH.test(length) || Number(length) > MAX_BYTES)
    return undefined
  return {
    siteId,
    length: Number(length),
    idempotencyKey: found.get('idempotency-key'),
    origin: found.get('origin'),
    forwarded: found.get('x-forwarded-for'),
  }
}

/** The body of a request of a known length; a problem that nobody reads where its sender hangs up before the end. */
export const readBody = (req: IncomingMessage, length: number): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => void chunks.push(chunk))
    req.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length)))
    const cutShort = () => {
      if (!req.complete) reject(new ProblemError('invalid-request'))
    }
    req.on('error', cutShort)
    req.on('close', cutShort)
  })
