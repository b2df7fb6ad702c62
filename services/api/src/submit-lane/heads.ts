import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { ProblemError } from '@parley/contracts'
import type { Site } from '@parley/store'
import type { Env } from '../context.ts'
import { answerProblem, problemBody } from '../http/problem-answer.ts'
import { boundOrigin } from '../middleware/origin.ts'
import { requestId } from '../middleware/request-id.ts'
import { secureHeaders } from '../middleware/secure-headers.ts'

/** What is sent before an answer, as names and values in turn. */
export type Heads = {
  accepted(sent: Sent): string[]
  problem(sent: Sent): string[]
}

/** One problem for many requests, made but for what differs: the id and the origin of a request. */
export type Repeated = (requestId: string, origin: string | undefined) => { head: string[]; body: string }

type Sent = { requestId: string; origin: string | undefined; body: string }

const ORIGIN = 'https://origin.example'

/** Lets the framework's own middleware make the headers once, so that both ways send the same. */
export const createHeads = async (): Promise<Heads> => {
  const site = { id: 'any', hosts: [new URL(ORIGIN).host] } as Site
  const app = new Hono<Env>()
    .use(
      requestId(),
      secureHeaders(),
      async (c, next) => {
        c.set('site', site)
        await next()
      },
      boundOrigin(),
    )
    .get('/v1/accepted', (c) => c.json({}, 202))
    .get('/v1/problem', (c) => answerProblem(c, new ProblemError('fault')))
  const templateOf = async (path: string, origin: string | undefined) => {
    const { headers } = await app.request(path, { headers: origin === undefined ? {} : { Origin: origin } })
    headers.delete('content-length')
    return [...[...headers].flat(), 'content-length', '-']
  }
  const fill = async (path: string) => {
    const [plain, crossing] = await Promise.all([templateOf(path, undefined), templateOf(path, ORIGIN)])
    const valueAt = (head: string[], name: string) => head.indexOf(name) + 1
    const [idAt, crossingIdAt, originAt] = [
      valueAt(plain, 'x-request-id'),
      valueAt(crossing, 'x-request-id'),
      valueAt(crossing, 'access-control-allow-origin'),
    ]
    return ({ requestId: id, origin, body }: Sent): string[] => {
      const head = (origin === undefined ? plain : crossing).slice()
      head[origin === undefined ? idAt : crossingIdAt] = id
      if (origin !== undefined) head[originAt] = origin
      head[head.length - 1] = String(Buffer.byteLength(body))
      return head
    }
  }
  return { accepted: await fill('/v1/accepted'), problem: await fill('/v1/problem') }
}

/** Makes a problem once that thousands a second may meet; its words are ASCII. */
export const repeated = (heads: Heads, error: ProblemError): Repeated => {
  const [before = '', after = ''] = JSON.stringify(problemBody(error, ORIGIN)).split(ORIGIN)
  const more = Object.entries(error.extra.headers ?? {}).flat()
  const sample = randomUUID()
  const body = before + sample + after
  const made = (origin: string | undefined) => [...heads.problem({ requestId: sample, origin, body }), ...more]
  const [plain, crossing] = [made(undefined), made(ORIGIN)]
  const [idAt, crossingIdAt, originAt] = [plain.indexOf(sample), crossing.indexOf(sample), crossing.indexOf(ORIGIN)]
  return (requestId, origin) => {
    const head = (origin === undefined ? plain : crossing).slice()
    head[origin === undefined ? idAt : crossingIdAt] = requestId
    if (origin !== undefined) head[originAt] = origin
    return { head, body: before + requestId + after }
  }
}
