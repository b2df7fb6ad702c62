import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Metrics } from './metrics.ts'

type Deps = { metrics: Pick<Metrics, 'contentType' | 'text'>; health: () => Promise<void> }

/** Serves `/metrics` and `/healthz`; closing ends open connections. */
export const serveMetrics = async ({ host, port }: { host: string; port: number }, { metrics, health }: Deps) => {
  const server = createServer(async (request, response) => {
    if (request.url === '/metrics') {
      const text = await metrics.text()
      response.setHeader('Content-Type', metrics.contentType).end(text)
    } else if (request.url === '/healthz') {
      const healthy = await health().then(
        () => true,
        () => false,
      )
      response.writeHead(healthy ? 200 : 503).end()
    } else response.writeHead(404).end()
  })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
