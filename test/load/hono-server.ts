import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { commentDraft } from '@parley/contracts'
import { Hono } from 'hono'

// What accepting is measured against beside the raw server: the framework and the validation of the same JSON, with nothing behind.
const app = new Hono().post('/v1/sites/:site/comments', async (c) => {
  const draft = commentDraft.parse(await c.req.json())
  return c.json({ comment: { id: draft.article.key, version: 1, status: 'pending' } }, 202)
})
const server = createServer(getRequestListener(app.fetch))
server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ event: 'raw.ready', port: (server.address() as AddressInfo).port })),
)
