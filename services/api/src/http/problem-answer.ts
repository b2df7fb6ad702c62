import type { Context } from 'hono'
import { ProblemError, problemType, problems, type Problem, type ProblemCode } from '@parley/contracts'
import type { Log } from '@parley/runtime'
import { isStoreAway } from '@parley/store'
import type { Env } from '../context.ts'
import { patternOf } from '../middleware/access-log.ts'

/** What RFC 9457 sends. */
export const PROBLEM_TYPE = 'application/problem+json'

/** The body of a problem; `requestId` lets its reader find the log line. */
export const problemBody = (error: ProblemError, requestId: string): Problem => ({
  type: problemType(error.code),
  title: problems[error.code].title,
  status: error.status,
  instance: `urn:uuid:${requestId}`,
  ...(error.extra.errors && { errors: error.extra.errors }),
})

/**
 * Renders everything a route throws: a problem as itself; any other error is a fault, logged with its stack and answered bare.
 *
 * @example app.onError(problemAnswer(deps))
 */
export const problemAnswer =
  ({ log }: { log: Log }) =>
  (thrown: Error, c: Context<Env>): Response => {
    const error = thrown instanceof ProblemError ? thrown : faultOf(thrown)
    if (!(thrown instanceof ProblemError)) {
      log.error({ event: 'http.fault', requestId: c.get('requestId'), pattern: patternOf(c), err: thrown })
    }
    return answerProblem(c, error)
  }

/** One problem as the answer to one request. */
export const answerProblem = (c: Context<Env>, error: ProblemError): Response => {
  c.header('Content-Type', PROBLEM_TYPE)
  c.header('Cache-Control', 'no-store')
  for (const [name, value] of Object.entries(error.extra.headers ?? {})) c.header(name, value)
  return c.body(JSON.stringify(problemBody(error, c.get('requestId'))), error.status)
}

/** What is said of anything else that was thrown: a store that is away comes back; a fault does not get better by asking again. */
export const faultOf = (thrown: unknown): ProblemError =>
  isStoreAway(thrown) ? new ProblemError('unavailable', { headers: { 'Retry-After': '2' } }) : new ProblemError('fault')

/** A problem that names one wrong part of a request. */
export const invalid = (
  part: 'body' | 'query' | 'path' | 'header',
  pointer: string,
  detail: string,
  code: ProblemCode = 'invalid-request',
): ProblemError => new ProblemError(code, { errors: [{ in: part, pointer, detail }] })
