import { once } from 'node:events'
import { open, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { basename, dirname } from 'node:path'

/** Ends with the process that gives it, however that ends, or with `end`. */
export type SignOfLife = { end(): Promise<void> }

/**
 * Listens at a socket of this path: whoever sees the folder can tell that this process lives, also from another container, where its
 * id means nothing. Undefined where a file system, or a system, has no such sockets.
 */
export const giveSign = async (path: string): Promise<SignOfLife | undefined> => {
  const short = await shortened(path)
  if (!short) return undefined
  const server = createServer((socket) => socket.destroy()).unref()
  try {
    server.listen(short.path)
    await once(server, 'listening')
  } catch {
    await short.close()
    return undefined
  }
  const end = async (): Promise<void> => {
    server.close()
    await once(server, 'close')
    await rm(path, { force: true })
    await short.close()
  }
  return { end }
}

/** Whether somebody listens at the path. One that is stopped for a while does as well: the system answers for it. */
export const seesSign = async (path: string): Promise<boolean> => {
  const short = await shortened(path)
  if (!short) return false
  const socket = connect(short.path)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
    await short.close()
  }
}

/** A socket's path is a hundred bytes at most; by its folder's descriptor any is short enough. */
const shortened = async (path: string) => {
  if (process.platform !== 'linux') return undefined
  const folder = await open(dirname(path)).catch(() => undefined)
  return folder && { path: `/proc/self/fd/${folder.fd}/${basename(path)}`, close: () => folder.close() }
}
