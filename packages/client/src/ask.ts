import { ApiProblem, problemOf } from './api-problem.ts'

/** Where the api is, whose comments, and how long to wait for an answer. */
export type ClientOptions = { api: string; site: string; timeoutMs?: number; fetch?: typeof fetch }

/** One request. `fresh` passes by every cache of the browser. */
export type Asked = {
  method?: string
  fresh?: boolean | undefined
  query?: Record<string, string | number | string[] | undefined>
  body?: unknown
  headers?: Record<string, string>
}

/** Sends one request; answers the JSON, undefined where there is none, and rejects with an `ApiProblem`. */
export type Ask = (path: string, asked?: Asked) => Promise<unknown>

const queryOf = (query: NonNullable<Asked['query']>): string =>
  Object.entries(query)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [value].flat().map((one) => `${name}=${encodeURIComponent(one)}`),
    )
    .join('&')

/** Asks the api at an address. */
export const createAsk =
  ({ api, timeoutMs = 15_000, fetch: send = fetch }: Omit<ClientOptions, 'site'>): Ask =>
  async (path, { method = 'GET', fresh, query = {}, body, headers } = {}) => {
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), timeoutMs)
    const found = queryOf(query)
    try {
      const answer = await send(`${api}/v1/${path}${found && `?${found}`}`, {
        method,
        headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        credentials: 'omit',
        ...(fresh && { cache: 'no-cache' }),
        signal: patience.signal,
      }).catch(() => {
        throw new ApiProblem('unreachable')
      })
      if (!answer.ok) throw await problemOf(answer)
      if (answer.status === 204) return undefined
      return await answer.json().catch((thrown: unknown) => {
        // One that is cut off on its way tells as little as none.
        throw thrown instanceof SyntaxError ? new ApiProblem('unknown', answer.status) : new ApiProblem('unreachable')
      })
    } finally {
      clearTimeout(timer)
    }
  }
