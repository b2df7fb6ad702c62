import { createHash } from 'node:crypto'
import { endpoints, problem, type Endpoint, type Role } from '@parley/contracts'
import { createStore, type Store } from '@parley/store'
import { expect } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { startApi, type RunningHttp } from '../support/processes.ts'

/** A request of a test. */
export type Asked = { body?: unknown; token?: string | undefined; headers?: Record<string, string> }

/** An answer that kept what the endpoint table promised. */
export type Answered = { status: number; code?: string; json: Record<string, unknown>; headers: Headers; text: string }

/** A started api on a database of its own, with two sites and a token of each role for each of them and for all. */
export type Api = AsyncDisposable & {
  running: RunningHttp
  store: Store
  databaseUrl: string
  ask(line: string, asked?: Asked): Promise<Answered>
}

const roles: Role[] = ['reader', 'moderator', 'admin']

/** Starts the api; rate limits are off unless `env` sets them. */
export const freshApi = async (env: Record<string, string> = {}): Promise<Api> => {
  await using stack = new AsyncDisposableStack()
  const database = stack.use(await freshDatabase())
  const store = stack.use(createStore({ url: database.url, poolSize: 4 }))
  for (const id of ['paper', 'other']) {
    await store.sites.add({ id, name: id, hosts: [`${id}.example`] })
    for (const role of roles) await addToken(store, `${id}-${role}`, role, [id])
  }
  for (const role of roles) await addToken(store, role, role)
  const running = stack.use(
    await startApi({
      databaseUrl: database.url,
      queueUrl: database.url,
      env: {
        RATE_LIMIT_READ: 'off',
        RATE_LIMIT_WRITE: 'off',
        RATE_LIMIT_GUARDED: 'off',
        RATE_LIMIT_BAD_TOKEN: 'off',
        ...env,
      },
    }),
  )
  const whole = stack.move()
  return {
    running,
    store,
    databaseUrl: database.url,
    ask: asking(running.url),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  }
}

/** Stops an api, which must not have ended by itself before, nor met a fault. */
export const endSoundly = async (api: Api): Promise<void> => {
  try {
    expect(api.running.hasEnded()).toBe(false)
    expect(api.running.logged('http.fault')).toEqual([])
  } finally {
    await api[Symbol.asyncDispose]()
  }
}

/** The secret of the token of that name. */
export const secretOf = (name: string): string => `a-token-that-is-called-${name}`

const addToken = (store: Store, name: string, role: Role, sites?: string[]) =>
  store.tokens.add({ name, hash: createHash('sha256').update(secretOf(name)).digest('hex'), role, sites })

/** The endpoint that a request is for. */
export const endpointOf = (method: string, path: string): Endpoint | undefined =>
  Object.values<Endpoint>(endpoints).find(
    (one) =>
      one.method === method &&
      new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?')[0] ?? ''),
  )

/** Asks a running api, and holds each answer against the endpoint table. */
export const asking =
  (url: string) =>
  async (line: string, { body, token, headers }: Asked = {}): Promise<Answered> => {
    const [method = '', path = ''] = line.split(' ')
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${secretOf(token)}` }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return promised(endpointOf(method, path), response, text)
  }

const promised = (endpoint: Endpoint | undefined, { status, headers }: Response, text: string): Answered => {
  const isJson = /json/.test(headers.get('content-type') ?? '')
  const json = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>
  if (headers.get('content-type')?.startsWith('application/problem+json')) {
    const code = problem.parse(json).type.replace('urn:parley:problem:', '')
    if (endpoint) expect(endpoint.problems).toContain(code)
    return { status, code, json, headers, text }
  }
  if (endpoint) {
    expect(Object.keys(endpoint.answers)).toContain(String(status))
    const schema = endpoint.answers[status]?.schema
    if (schema && isJson) schema.parse(json)
  }
  return { status, json, headers, text }
}

/** Sends a comment and answers its id and receipt. */
export const submitted = async (
  { ask }: Pick<Api, 'ask'>,
  {
    site = 'paper',
    article = 'welcome',
    body = 'A calm remark.',
    ...rest
  }: { site?: string; article?: string; body?: string; parentId?: string } = {},
): Promise<{ id: string; receipt: string }> => {
  const { status, json } = await ask(`POST /v1/sites/${site}/comments`, {
    body: { article: { key: article }, body, ...rest },
  })
  expect(status).toBe(202)
  return { id: (json['comment'] as { id: string }).id, receipt: String(json['receipt']) }
}

/** Sends a comment and has it approved. */
export const published = async (api: Pick<Api, 'ask'>, about: Parameters<typeof submitted>[1] = {}) => {
  const made = await submitted(api, about)
  const comments = [{ site: about?.site ?? 'paper', id: made.id, version: 1 }]
  const { json } = await api.ask('POST /v1/moderation/decisions', {
    body: { comments, action: 'approve' },
    token: 'moderator',
  })
  expect(json['comments']).toMatchObject([{ answer: 'decided' }])
  return { ...made, decision: (json['decisions'] as { id: string }[])[0]?.id ?? '' }
}
