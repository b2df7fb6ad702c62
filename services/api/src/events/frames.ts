import { record } from '../counts/index.ts'

/** A piece of an event stream, ready for many connections: framed once as a chunk of HTTP/1.1, with the plain bytes within. */
export type Frame = { chunk: Buffer; plain: Buffer }

/** Frames a text for sending. */
export const frameOf = (text: string): Frame => {
  const length = Buffer.byteLength(text)
  const head = `${length.toString(16)}\r\n`
  const chunk = Buffer.from(`${head}${text}\r\n`)
  return { chunk, plain: chunk.subarray(head.length, head.length + length) }
}

/** What ends a chunked answer. */
export const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/** News of one comment, under the name that its article was asked for by. */
export type CommentNews = { id: string; article: string; revision: number; kind: 'published' | 'gone' }

/** What a stream tells in one go. Only its last event carries the id: who is cut off in between is told all of it again. */
export type News = { counts: readonly (readonly [name: string, count: number])[]; comments: readonly CommentNews[] }

/** News up to a revision as text; empty when there are none. */
export const newsText = ({ counts, comments }: News, revision: number): string => {
  const parts = comments.map((comment) => `event: comment\ndata: ${JSON.stringify(comment)}\n\n`)
  if (counts.length > 0) parts.push(countsText(counts, revision))
  const last = parts.pop()
  return last === undefined ? '' : `${parts.join('')}id: ${revision}\n${last}`
}

/** Counts as of a revision, without the id. */
const countsText = (counts: News['counts'], revision: number): string => {
  const names = counts.map(([name]) => name)
  const numbers = counts.map(([, count]) => count)
  return `event: counts\ndata: {"counts":${record(names, numbers)},"revision":${revision}}\n\n`
}

/** The counts a stream begins with, even when none were asked for: they say from where it goes on. */
export const firstText = (counts: News['counts'], revision: number): string =>
  `id: ${revision}\n${countsText(counts, revision)}`

/** Tells the reader to forget what it holds and read it afresh; with what follows it is up to date again. */
export const resetText = (revision: number): string =>
  `id: ${revision}\nevent: reset\ndata: {"revision":${revision}}\n\n`

/** Keeps a silent connection open and moves its id on, which starts no event. */
export const beatText = (revision: number): string => `:\nid: ${revision}\n\n`

/** What every stream starts with: for how long a browser waits before it connects again. */
export const RETRY_TEXT = 'retry: 3000\n\n'
