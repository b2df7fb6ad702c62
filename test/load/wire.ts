import { connect, type Socket } from 'node:net'

/** One connection that is asked again and again. */
export type Exchange = AsyncDisposable & { ask(request: string | Buffer): Promise<{ status: string; body: string }> }

/** Opens a connection to a server on this machine. */
export const openSocket = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })

/** Reads whole answers off a socket: `answered` gets the status, the bytes of the body, and the lines above it. */
export const readAnswers = (
  socket: Socket,
  answered: (status: string, body: Buffer[], lines: string) => void,
): void => {
  let head: Buffer = Buffer.alloc(0)
  let body: Buffer[] = []
  let missing = -1
  let status = ''
  let lines = ''
  socket.on('data', (bytes) => {
    if (missing < 0) {
      head = head.length === 0 ? bytes : Buffer.concat([head, bytes])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      status = head.toString('latin1', 9, 12)
      body = [head.subarray(end + 4)]
      lines = head.toString('latin1', 0, end)
      missing = lengthIn(lines, status) - (head.length - end - 4)
      head = Buffer.alloc(0)
    } else {
      body.push(bytes)
      missing -= bytes.length
    }
    if (missing > 0) return
    missing = -1
    answered(status, body, lines)
  })
}

const lengthIn = (head: string, status: string): number => {
  const length = /^content-length: (\d+)/im.exec(head)?.[1]
  if (length === undefined && status !== '304' && status !== '204')
    throw new Error(`an answer without a length:\n${head}`)
  return Number(length ?? 0)
}

/** A connection for one question after the other. */
export const exchanging = async (port: number): Promise<Exchange> => {
  const socket = await openSocket(port)
  let answer = Promise.withResolvers<{ status: string; body: string }>()
  socket.on('error', (error) => answer.reject(error))
  socket.on('close', () => answer.reject(new Error('the server hung up')))
  readAnswers(socket, (status, body) => answer.resolve({ status, body: Buffer.concat(body).toString() }))
  return {
    ask: (request) => {
      answer = Promise.withResolvers()
      socket.write(request)
      return answer.promise
    },
    [Symbol.asyncDispose]: async () => {
      answer.promise.catch(() => undefined)
      socket.destroy()
    },
  }
}
