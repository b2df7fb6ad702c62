import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as a checker's server got it. */
export type Got = { headers: IncomingMessage['headers']; body: string; path: string }

/** An HTTP server of this process that answers as the test says, and keeps what it was asked. */
export type CheckerServer = AsyncDisposable & {
  url: string
  got: Got[]
  answer: (response: ServerResponse, got: Got) => void
}

/** Starts one on loopback; to begin with it answers 204. */
export const startChecker = async (): Promise<CheckerServer> => {
  const got: Got[] = []
  const checker: Omit<CheckerServer, 'url' | typeof Symbol.asyncDispose> = {
    got,
    answer: (response) => void response.writeHead(204).end(),
  }
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const one = { headers: request.headers, body, path: request.url ?? '' }
      got.push(one)
      checker.answer(response, one)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(checker, {
    url: `http://127.0.0.1:${port}/check`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

/** Whether a receiver that knows this secret believes a request. */
export const believes = (secret: string, { headers, body }: Got): boolean =>
  String(headers['x-coral-signature'])
    .split(',')
    .includes(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)

/** Leaves HTTP for another protocol, which nobody asked for. */
export const switchProtocols: CheckerServer['answer'] = (response) =>
  void response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n')

/** Answers JSON. */
export const sayJson =
  (value: unknown, status = 200): CheckerServer['answer'] =>
  (response) =>
    void response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
