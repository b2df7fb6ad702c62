import { createServer } from 'node:net'

/** A port of the loopback that is free now: the wanted one if it is, else any. */
export const freePort = async (wanted = 0): Promise<number> => (await tryPort(wanted)) ?? (await tryPort(0)) ?? 0

const tryPort = (port: number) =>
  new Promise<number | undefined>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      const found = typeof address === 'object' && address ? address.port : undefined
      server.close(() => resolve(found))
    })
  })
