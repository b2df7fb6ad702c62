import { randomBytes, randomUUID } from 'node:crypto'
import { commentText } from './texts.ts'

/** Kinds of requests a generator can send. */
export type Plan =
  | { kind: 'get'; paths: string[]; headers?: string[] }
  /** One article out of so many, any of them, for each request. */
  | { kind: 'any-count'; site: string; articles: number }
  /** A comment on one of so many articles, or on a given one. */
  | { kind: 'comments'; site: string; articles: number; article?: string }

/** Makes the bytes of one request after another. */
export const requestsOf = (plan: Plan, port: number): (() => string | Buffer) => {
  const host = `127.0.0.1:${port}`
  if (plan.kind === 'get') {
    const made = plan.paths.map((path) =>
      Buffer.from([`GET ${path} HTTP/1.1`, `Host: ${host}`, ...(plan.headers ?? []), '', ''].join('\r\n')),
    )
    let at = 0
    return () => made[(at += 1) % made.length] as Buffer
  }
  if (plan.kind === 'any-count') {
    return () =>
      `GET /v1/sites/${plan.site}/counts?article=loaded-${Math.ceil(Math.random() * plan.articles)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
  }
  return () => commentRequest(plan, host)
}

/** A comment of a reader of his own, from a network of his own: a crowd, as the limits and checks see it. */
const commentRequest = (
  { site, articles, article }: { site: string; articles: number; article?: string },
  host: string,
): string => {
  const body = JSON.stringify({
    article: { key: article ?? `article-${Math.ceil(Math.random() * articles)}` },
    author: { name: 'Reader', token: randomBytes(18).toString('base64url') },
    body: commentText(),
  })
  const network = [11, 0, 0, 0].map((first, at) => (at === 0 ? first : Math.floor(Math.random() * 256))).join('.')
  return [
    `POST /v1/sites/${site}/comments HTTP/1.1`,
    `Host: ${host}`,
    'Content-Type: application/json',
    `Idempotency-Key: ${randomUUID()}`,
    `X-Forwarded-For: ${network}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}
