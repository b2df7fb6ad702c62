import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { Env } from '../context.ts'

/**
 * Names a request: in its log line, in problems (`instance`), in the job and the decision that follow. A caller's own id is
 * not taken: it would be a way into the logs.
 *
 * @example app.use(requestId())
 */
export const requestId = (): MiddlewareHandler<Env> => async (c, next) => {
  const id = randomUUID()
  c.set('requestId', id)
  c.header('X-Request-Id', id)
  await next()
}
