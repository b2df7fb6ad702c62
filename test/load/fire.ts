import autocannon from 'autocannon'

/** What a burst of requests came to. */
export type Fired = { perSecond: number; p50: number; p99: number; odd: number; total: number }

/** Fires requests at a server for some seconds. `make` gives each request's path, headers and body. */
export const fire = async (
  url: string,
  {
    seconds,
    connections,
    method = 'GET',
    make,
  }: {
    seconds: number
    connections: number
    method?: 'GET' | 'POST'
    make: () => { path: string; body?: string; headers?: Record<string, string> }
  },
): Promise<Fired> => {
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      {
        method,
        setupRequest: (request) => {
          const { path, body, headers } = make()
          return {
            ...request,
            path,
            ...(body === undefined ? {} : { body }),
            headers: { ...request.headers, ...headers },
          }
        },
      },
    ],
  })
  const odd = result.errors + result.timeouts + result.non2xx
  return {
    perSecond: result['2xx'] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    odd,
    total: result['2xx'],
  }
}
