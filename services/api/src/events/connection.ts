import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { LAST_CHUNK, type Frame } from './frames.ts'

/** A reader's open stream. It is written past the response, so that what is sent to thousands is framed and encoded once. */
export type Connection = {
  readonly socket: Socket
  readonly chunked: boolean
  /** The revision up to which this reader was told everything. */
  at: number
}

/** Bytes that may wait for a reader before it counts as too slow. */
const MOST_WAITING = 64 * 1_024

/** Sends the head of a stream and takes the socket over; undefined when the request waits behind another on its connection. */
export const openConnection = (outgoing: ServerResponse, headers: Record<string, string>): Connection | undefined => {
  const { socket } = outgoing
  if (!socket || socket.destroyed) return undefined
  outgoing.writeHead(200, headers)
  outgoing.flushHeaders()
  // For as long as a stream is open, node keeps its request: what hangs on it would be kept ten thousand times.
  outgoing.removeAllListeners('close')
  outgoing.req.headers = {}
  outgoing.req.rawHeaders = []
  return { socket, chunked: outgoing.chunkedEncoding, at: 0 }
}

/** Sends a frame; false when the reader is so slow, or gone, that it takes no more. */
export const send = ({ socket, chunked }: Connection, { chunk, plain }: Frame): boolean => {
  if (socket.destroyed || socket.writableLength > MOST_WAITING) return false
  socket.write(chunked ? chunk : plain)
  return true
}

/** Ends a stream in good order; what waits to be sent is sent, if the reader takes it. */
export const end = ({ socket, chunked }: Connection, last?: Frame): void => {
  if (socket.destroyed) return
  if (last) socket.write(chunked ? last.chunk : last.plain)
  if (chunked) socket.end(LAST_CHUNK)
  else socket.end()
}
