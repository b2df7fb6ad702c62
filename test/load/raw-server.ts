import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// What everything is measured against: node's own server, which reads a request and answers a few fixed bytes.
const body = '{"counts":{"article-1":11},"revision":100000}'
const head = ['Content-Type', 'application/json', 'Content-Length', String(body.length)]
const server = createServer((_, res) => {
  res.writeHead(200, head)
  res.end(body)
})
server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ event: 'raw.ready', port: (server.address() as AddressInfo).port })),
)
