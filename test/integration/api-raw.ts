import { connect } from 'node:net'

/** What came back on a socket, and how long it took. */
export type Raw = { status: number; head: string; body: string; ms: number }

/** Writes bytes to a port as they are, and reads until the other side ends or has said nothing more for a while. */
export const raw = (
  port: number,
  bytes: string | Buffer | (string | Buffer)[],
  { quietMs = 400, mostMs = 30_000 }: { quietMs?: number; mostMs?: number } = {},
): Promise<Raw> =>
  new Promise((resolve) => {
    const start = performance.now()
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1')
    let firstMs = 0
    let quiet: NodeJS.Timeout | undefined
    const most = setTimeout(() => socket.destroy(), mostMs)
    const done = () => {
      clearTimeout(most)
      clearTimeout(quiet)
      socket.destroy()
      const [head = '', ...rest] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n')
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0)
      resolve({ status, head, body: rest.join('\r\n\r\n'), ms: (firstMs || performance.now()) - start })
    }
    socket.on('data', (chunk) => {
      firstMs ||= performance.now()
      chunks.push(chunk)
      clearTimeout(quiet)
      quiet = setTimeout(done, quietMs)
    })
    socket.on('error', () => undefined) // it may be cut while we still write: what was answered counts
    socket.on('close', done)
    for (const part of [bytes].flat()) socket.write(part)
  })

/** Where comments of `paper` are sent. */
export const COMMENTS = '/v1/sites/paper/comments'
type Request = { method?: string; path?: string; headers?: string[]; body?: string | Buffer; length?: number | null }

/** The bytes of a request, as wrong as it is wished: a header `name: -` leaves out what would be there by itself. */
export const http = ({ method = 'POST', path = COMMENTS, headers = [], body = '', length }: Request): Buffer => {
  const named = headers.map((header) => header.split(':')[0]?.toLowerCase())
  const head = [
    `${method} ${path} HTTP/1.1`,
    ...(named.includes('host') ? [] : ['Host: api.example']),
    ...(named.includes('content-type') ? [] : ['Content-Type: application/json']),
    ...(length === null ? [] : [`Content-Length: ${length ?? Buffer.byteLength(body)}`]),
    'Connection: close',
    ...headers.filter((header) => !header.endsWith(': -')),
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)])
}
