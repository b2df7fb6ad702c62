import type { ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'

/**
 * GET /v1/sites/{site}/events: counts and comments as they change. The stream is written on the raw answer, past the
 * framework, which then holds nothing of it.
 */
export const readEvents = ({ events }: Pick<Deps, 'events'>) =>
  route(endpoints.readEvents, async (c, { query: { article = [], since } }) => {
    c.header('Content-Type', 'text/event-stream')
    c.header('Cache-Control', 'no-store')
    c.header('X-Accel-Buffering', 'no') // a proxy would hold events back until its buffer is full
    const outgoing = c.env.outgoing as ServerResponse | undefined
    const answer = c.body(null)
    if (!outgoing || c.req.method === 'HEAD') return answer
    const stream = events.admit({
      site: c.get('site'),
      articles: [...new Set(typeof article === 'string' ? [article] : article)],
      after: c.req.header('last-event-id') ?? since,
      network: c.get('network').today,
    })
    stream(outgoing, Object.fromEntries(answer.headers))
    return RESPONSE_ALREADY_SENT
  })
