import { expect } from 'vitest'
import { endpoints, problem, type Endpoint, type Problem, type ProblemCode } from '@parley/contracts'
import { createApp } from '../app.ts'
import type { Deps } from '../context.ts'

/** A request of a test. */
export type Asked = {
  body?: unknown
  form?: Record<string, string>
  token?: string
  origin?: string
  headers?: Record<string, string>
  ip?: string
}

/** An answer whose shape the endpoint table promised. */
export type Answered = { status: number; headers: Headers; json: Record<string, never>; code: ProblemCode | undefined }

/** Asks the app without a socket, and holds every answer against the endpoint table: its status, its schema, its problem. */
export const asking = (deps: Deps) => {
  const app = createApp(deps)
  return async (
    line: string,
    { body, form, token, origin, headers, ip = '203.0.113.7' }: Asked = {},
  ): Promise<Answered> => {
    const [method = '', path = ''] = line.split(' ')
    const payload = form ? new URLSearchParams(form).toString() : body === undefined ? undefined : JSON.stringify(body)
    const response = await app.request(
      `http://api.example${path}`,
      {
        method,
        headers: {
          ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(origin !== undefined && { origin }),
          ...headers,
        },
        ...(payload !== undefined && { body: payload }),
      },
      { incoming: { socket: { remoteAddress: ip } } },
    )
    return promised(endpointOf(method, path), response)
  }
}

/** The endpoint that a request is for. */
export const endpointOf = (method: string, path: string): Endpoint | undefined =>
  Object.values<Endpoint>(endpoints).find(
    (one) =>
      one.method === method &&
      new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?')[0] ?? ''),
  )

const promised = async (endpoint: Endpoint | undefined, response: Response): Promise<Answered> => {
  const { status, headers } = response
  const text = await response.text()
  const json = (text === '' ? {} : JSON.parse(text)) as Answered['json']
  if (headers.get('content-type')?.startsWith('application/problem+json')) {
    const told: Problem = problem.parse(json)
    const code = told.type.replace('urn:parley:problem:', '') as ProblemCode
    expect(told.status).toBe(status)
    if (endpoint) expect(endpoint.problems).toContain(code)
    return { status, headers, json, code }
  }
  if (endpoint) {
    expect(Object.keys(endpoint.answers)).toContain(String(status))
    const schema = endpoint.answers[status]?.schema
    if (schema) schema.parse(json)
    else expect(text).toBe('')
  }
  return { status, headers, json, code: undefined }
}
