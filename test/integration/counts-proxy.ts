import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A wire to a server that can be cut or go dead. */
export type Wire = AsyncDisposable & {
  url: string
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>
  /** Takes connections and bytes, and passes nothing on. */
  hang(): void
  /** Works again. What hung stays lost. */
  mend(): Promise<void>
}

/** Puts a TCP proxy on a free port before the server of a URL. */
export const wireTo = async (target: string): Promise<Wire> => {
  const { hostname, port } = new URL(target)
  const open = new Set<Socket>()
  let hanging = false
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from)
      from.on('data', (bytes) => void (hanging || to.write(bytes)))
      from.on('error', () => undefined)
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
    }
  })
  const listen = (at: number) => new Promise<void>((resolve) => void server.listen(at, '127.0.0.1', resolve))
  const hangUp = () => {
    for (const socket of open) socket.destroy()
  }
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      hangUp()
    })
  await listen(0)
  const own = (server.address() as AddressInfo).port
  return {
    url: Object.assign(new URL(target), { hostname: '127.0.0.1', port: String(own) }).href,
    cut: stop,
    hang: () => {
      hanging = true
    },
    mend: async () => {
      if (hanging) hangUp()
      hanging = false
      if (!server.listening) await listen(own)
    },
    [Symbol.asyncDispose]: async () => {
      if (server.listening) await stop()
    },
  }
}
