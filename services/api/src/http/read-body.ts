import type { Context } from 'hono'
import { ProblemError } from '@parley/contracts'
import type { Env } from '../context.ts'

/** Bytes of a body of at most `max`; more is refused as soon as it is known, however the body is framed. */
export const readBytes = async (c: Context<Env>, max: number): Promise<Uint8Array> => {
  const tooLarge = () => new ProblemError('body-too-large') // the server reads on for a moment, and ends what still comes then
  // Without a transfer encoding, node's parser ends the body where Content-Length says.
  const declared = c.req.header('transfer-encoding') === undefined ? c.req.header('content-length') : undefined
  if (declared !== undefined) {
    if (Number(declared) > max) throw tooLarge()
    const bytes = new Uint8Array(await c.req.arrayBuffer().catch(cutShort))
    if (bytes.length > max) throw tooLarge()
    return bytes
  }
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = (c.req.raw.body as ReadableStream<Uint8Array> | null)?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read().catch(cutShort)) ?? { done: true, value: undefined }
    if (done || !value) return Buffer.concat(chunks)
    length += value.length
    if (length > max) {
      void reader?.cancel().catch(() => undefined)
      throw tooLarge()
    }
    chunks.push(value)
  }
}

/** The caller hung up before the end: nobody reads this answer, and it is no fault. */
const cutShort = (): never => {
  throw new ProblemError('invalid-request')
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of a body, well-formed UTF-8 or refused. */
export const readText = async (c: Context<Env>, max: number): Promise<string> => {
  return textOf(await readBytes(c, max))
}

const textOf = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new ProblemError('invalid-json')
  }
}

/** Of a letter of Cyrillic `\u0436` is six bytes, and two without: what many write JSON with escapes all but ASCII. */
const [ESCAPED, PLAIN] = [6, 2]

/** The JSON of a body that says it is JSON, at most so large without escapes; compressed ones are refused unread. */
export const readJson = async (c: Context<Env>, max: number): Promise<unknown> => {
  requireType(c, 'application/json')
  const bytes = await readBytes(c, max * (ESCAPED / PLAIN))
  if (bytes.length > max && bytes.length - escapesIn(bytes) * (ESCAPED - PLAIN) > max)
    throw new ProblemError('body-too-large')
  return jsonOf(bytes)
}

const escapesIn = (bytes: Uint8Array): number => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let found = 0
  for (let at = text.indexOf('\\u'); at >= 0; at = text.indexOf('\\u', at + 2)) found += 1
  return found
}

/** The JSON that bytes are, well-formed UTF-8 or refused. */
export const jsonOf = (bytes: Uint8Array): unknown => {
  const text = textOf(bytes)
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new ProblemError('invalid-json')
  }
}

/** The fields of a form, escaped or not in well-formed UTF-8; a doubled field is refused. */
export const readForm = async (c: Context<Env>, max: number): Promise<Record<string, string>> => {
  requireType(c, 'application/x-www-form-urlencoded')
  const text = textOf(await readBytes(c, max))
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.has(name)) throw new ProblemError('invalid-request')
    fields.set(name, value)
  }
  return Object.fromEntries(fields)
}

const requireType = (c: Context<Env>, wanted: string) => {
  const [type = '', ...parameters] = (c.req.header('content-type') ?? '').toLowerCase().split(';')
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='))
  const encoding = c.req.header('content-encoding') ?? 'identity'
  const readable = charset === undefined || /^charset="?utf-?8"?$/.test(charset)
  if (type.trim() !== wanted || !readable || encoding.toLowerCase() !== 'identity') {
    throw new ProblemError('unsupported-content-type', { headers: { Accept: wanted } })
  }
}
