import { randomUUID } from 'node:crypto'
import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { finished } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { ProblemError } from '@parley/contracts'
import type { Log } from '@parley/runtime'
import type { Env } from '../context.ts'
import type { Lane } from '../counts/index.ts'
import { PROBLEM_TYPE, problemBody } from './problem-answer.ts'

/** An api that listens. After `leave` each answer ends its connection, to what was asked before too, so that callers connect anew,
 *  elsewhere; it resolves after that long, or, if that is sooner than those who are asking now could be told, when nobody is connected any more. `close` takes no
 *  more requests, lets those under way end, and cuts what is left after five seconds. */
export type Listening = { port: number; leave(ms: number): Promise<void>; close(): Promise<void> }

const CUT_MS = 5_000
/** Who asks one question after the other is told with the next answer; who is silent for so long is not waited for. */
const LAST_ANSWERS_MS = 500

/** So long is read on of a request that was answered before it has ended. */
const LINGER_MS = 2_000

/** Limits that a caller meets before any of our code runs. */
const HARDENING = {
  maxHeaderSize: 32_768, // 100 articles of 250 bytes in one query string
  headersTimeout: 8_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 65_000, // above the minute for which usual proxies keep a connection, so that they close first
  connectionsCheckingInterval: 2_000,
  requireHostHeader: false, // answered below, as a problem
  insecureHTTPParser: false,
}

/** Serves the app on a port, the lanes first; `port` 0 takes a free one. */
export const listen = async ({
  app,
  lanes = [],
  log,
  port,
  host,
}: {
  app: Hono<Env>
  lanes?: readonly Lane[]
  log: Log
  port: number
  host: string
}): Promise<Listening> => {
  const serve = getRequestListener(app.fetch, { errorHandler: () => malformed(400) })
  let leaving = false
  class Answer extends ServerResponse {
    override writeHead(...head: [number, ...unknown[]]): this {
      if (leaving) this.shouldKeepAlive = false
      return super.writeHead(...(head as [number]))
    }
    /** A connection that ends while its caller still sends is reset, and the answer lost with it (RFC 9112, section 9.6): that is
     *  sent first, and the end waits. A connection that goes on is drained by the framework. */
    override end(...last: unknown[]): this {
      const { req } = this
      if (this.shouldKeepAlive || req.complete || req.method === 'GET' || req.method === 'HEAD')
        return super.end(...(last as []))
      const [body, ...rest] = last.filter((one) => typeof one !== 'function')
      if (typeof body === 'string' || body instanceof Uint8Array) this.write(body, ...(rest as []))
      else this.flushHeaders()
      const told = last.filter((one) => typeof one === 'function')
      void drained(req).then(() => super.end(...(told as [])))
      return this
    }
  }
  // Of a request without a body Node then leads no stream to its end.
  const options = { ...HARDENING, optimizeEmptyRequests: true, ServerResponse: Answer }
  const server = createServer(options, (incoming, outgoing) => {
    if (hostsIn(incoming) !== 1) {
      const body = bodyOf(400)
      outgoing.shouldKeepAlive = false
      outgoing.writeHead(400, { 'Content-Type': PROBLEM_TYPE, 'Content-Length': Buffer.byteLength(body) }).end(body)
      return
    }
    const leave = () => void serve(incoming, outgoing)
    if (!lanes.some((lane) => lane(incoming, outgoing, leave))) leave()
  })
  server.maxConnections = 20_000
  server.setTimeout(75_000) // a socket on which nothing moves, such as a reader that does not read
  server.on('clientError', answerMalformed)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const bound = (server.address() as AddressInfo).port
  log.info({ event: 'http.listening', port: bound, host })
  const leave = async (ms: number): Promise<void> => {
    leaving = true
    await delay(ms)
    const deadline = performance.now() + LAST_ANSWERS_MS - ms
    while (performance.now() < deadline && (await connectionsOf(server)) > 0) await delay(20)
  }
  return { port: bound, leave, close: () => closeGently(server) }
}

/** Reads on and forgets until the request has ended or its caller hung up, for a moment at most. */
const drained = (req: IncomingMessage): Promise<void> =>
  finished(req.resume(), { cleanup: true, signal: AbortSignal.timeout(LINGER_MS) }).catch(() => undefined)

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve) => server.getConnections((_, count) => resolve(count)))

/** HTTP/1.1 asks for exactly one; two may be read differently by a proxy and by us. HTTP/1.0 may go without. */
const hostsIn = ({ rawHeaders, httpVersion }: IncomingMessage): number => {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts === 0 && httpVersion === '1.0' ? 1 : hosts
}

const bodyOf = (status: number): string =>
  JSON.stringify({ ...problemBody(new ProblemError('invalid-request'), randomUUID()), status })

/** A request line or target that no URL can be made of. */
const malformed = (status: number): Response =>
  new Response(bodyOf(status), { status, headers: { 'Content-Type': PROBLEM_TYPE } })

const REASONS: Record<string, [number, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
}

/** What is not HTTP gets a well-formed answer too, and its connection ends. */
const answerMalformed = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  const [status, words] = REASONS[error.code ?? ''] ?? [400, 'Bad Request']
  const body = bodyOf(status)
  socket.end(
    `HTTP/1.1 ${status} ${words}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Connection: close\r\n\r\n${body}`,
  )
}

const closeGently = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    const cut = setTimeout(() => server.closeAllConnections(), CUT_MS)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(cut)
      resolve()
    })
  })
