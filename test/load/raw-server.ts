import { createServer } from 'node:http'

// The baseline: node:http with nothing behind it. Reads a body to its end and answers JSON about as long as ours.
const receipt = JSON.stringify({
  comment: { id: 'x'.repeat(36), version: 1, status: 'pending' },
  receipt: 'x'.repeat(90),
})
const counts = '{"counts":{"article-1":11},"revision":12345}'

const server = createServer((request, response) => {
  const isPost = request.method === 'POST'
  request.resume().on('end', () => {
    response.writeHead(isPost ? 202 : 200, { 'content-type': 'application/json' })
    response.end(isPost ? receipt : counts)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(JSON.stringify({ event: 'raw.ready', port: typeof address === 'object' ? address?.port : undefined }))
})
