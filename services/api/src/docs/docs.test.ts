import { attributes, catalogue, languagesOf } from '@parley/moderation'
import { type Endpoint, endpoints, problems } from '@parley/contracts'
import { describe, expect, test } from 'vitest'
import { createApiDocument } from './document.ts'
import { docs } from './index.ts'
import { files } from './page.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Parameter = { in: string; name: string; required?: boolean; schema?: object }
type Operation = {
  operationId: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<
    string,
    { description: string; headers?: Record<string, object>; content?: Record<string, { schema: object }> }
  >
  description?: string
  security?: unknown[]
}

const document = JSON.parse(JSON.stringify(createApiDocument())) as { [key: string]: Json }
const paths = document['paths'] as unknown as Record<string, Record<string, Operation>>
const table = Object.entries<Endpoint>(endpoints)
const operationOf = ({ path, method }: Endpoint) => paths[path]?.[method.toLowerCase()]

const everyValue = function* (value: Json, key = ''): Generator<[string, Json]> {
  yield [key, value]
  if (typeof value === 'object' && value !== null)
    for (const [inner, item] of Object.entries(value)) yield* everyValue(item, inner)
}

describe('the OpenAPI document', () => {
  test('says which OpenAPI it is, and what the API is', () => {
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\.\d+$/),
      info: { title: 'Parley', version: '1.0.0' },
    })
    expect(Object.keys(document).toSorted()).toEqual(['components', 'info', 'openapi', 'paths', 'servers', 'tags'])
  })

  test('holds exactly the endpoints of the table', () => {
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`),
    )
    expect(documented.toSorted()).toEqual(
      table.map(([name, { method, path }]) => `${name} ${method} ${path}`).toSorted(),
    )
  })

  test.each(table)('%s: every answer and every problem is there', (_name, endpoint) => {
    const responses = operationOf(endpoint)?.responses ?? {}
    const expected = new Set([
      ...Object.keys(endpoint.answers),
      ...endpoint.problems.map((code) => `${problems[code].status}`),
    ])
    expect(Object.keys(responses).toSorted()).toEqual([...expected].toSorted())
    expect(
      endpoint.problems.filter((code) => !responses[problems[code].status]?.description.includes(`\`${code}\``)),
    ).toEqual([])
    expect(Object.values(responses).every(({ description }) => description !== '')).toBe(true)
  })

  test.each(table)('%s: parameters and bodies are those that validate', (_name, endpoint) => {
    const { parameters = [], requestBody, security, description } = operationOf(endpoint) ?? { responses: {} }
    const named = (place: string) => parameters.filter((parameter) => parameter.in === place).map(({ name }) => name)
    const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(named('path').toSorted()).toEqual(inPath.toSorted())
    expect(parameters.every((given) => given.schema !== undefined && (given.in !== 'path' || given.required))).toBe(
      true,
    )
    expect(named('query').toSorted()).toEqual(Object.keys(endpoint.query?.shape ?? {}).toSorted())
    expect(Object.keys(requestBody?.content ?? {})).toEqual([
      ...(endpoint.body ? ['application/json'] : []),
      ...(endpoint.form ? ['application/x-www-form-urlencoded'] : []),
    ])
    const scheme = { anyone: {}, receipt: {}, operator: {}, key: { key: [] } }[String(endpoint.who)] ?? { token: [] }
    expect(security).toEqual([scheme])
    expect(description).toMatch(/^For /)
  })

  test('numbers in a query string are numbers, within their bounds', () => {
    const { parameters = [] } = paths['/v1/sites/{site}/comments']?.['get'] ?? {}
    expect(parameters.find(({ name }) => name === 'limit')?.schema).toEqual({
      type: 'integer',
      format: 'int32',
      minimum: 1,
      maximum: 100,
    })
  })

  test.each(table)('%s: each text and list that it takes says how long it may be', (_name, endpoint) => {
    const { parameters = [], requestBody } = operationOf(endpoint) ?? { responses: {} }
    const taken = [...parameters.map(({ schema }) => schema), ...Object.values(requestBody?.content ?? {})]
    const endless = [...everyTaken(taken as Json)].filter(
      (given) =>
        (given['type'] === 'string' && !['maxLength', 'enum', 'const'].some((bound) => bound in given)) ||
        (given['type'] === 'array' && !('maxItems' in given)),
    )
    expect(endless).toEqual([])
  })

  test('every problem that passes by itself says when to come again', () => {
    const { responses = {} } = paths['/v1/sites/{site}/comments']?.['post'] ?? {}
    const saying = Object.keys(responses).filter((status) => responses[status]?.headers?.['Retry-After'])
    expect(saying).toEqual(['429', '503'])
  })

  test('every reference leads somewhere, and every schema is one of JSON Schema 2020-12', () => {
    const types = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']
    const wrong = [...everyValue(document)].filter(([key, value]) => {
      if (key === '$ref') return resolve(String(value)) === undefined
      if (key === 'nullable') return true
      return key === 'type' && typeof value === 'string' && !['http', 'apiKey', ...types].includes(value)
    })
    expect(wrong).toEqual([])
    expect([...everyValue(document)].some(([key]) => key === '$ref')).toBe(true)
  })
})

/** Every schema in one, those that it refers to too. */
const everyTaken = function* (value: Json, seen = new Set<string>()): Generator<{ [key: string]: Json }> {
  for (const [key, item] of everyValue(value)) {
    if (key !== '$ref' && typeof item === 'object' && item !== null && !Array.isArray(item)) yield item
    if (key !== '$ref' || seen.has(String(item))) continue
    seen.add(String(item))
    yield* everyTaken(resolve(String(item)) ?? null, seen)
  }
}

const resolve = (reference: string): Json | undefined => {
  let found: Json | undefined = reference.startsWith('#/') ? document : undefined
  for (const part of reference.slice(2).split('/'))
    found = typeof found === 'object' && found !== null && !Array.isArray(found) ? found[part] : undefined
  return found
}

describe('over HTTP', () => {
  const app = docs({})
  const textOf = async (path: string) => (await app.request(path)).text()

  test('/openapi.json is served, and once only to who holds it', async () => {
    const first = await app.request('/openapi.json')
    expect(first.status).toBe(200)
    expect(await first.json()).toEqual(document)
    const tag = first.headers.get('ETag') ?? ''
    for (const named of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await app.request('/openapi.json', { headers: { 'If-None-Match': named } })
      expect([named, again.status]).toEqual([named, 304])
    }
  })

  test('/docs loads its own files only, each of which is there', async () => {
    const page = await textOf('/docs')
    const loaded = [...page.matchAll(/<(?:script|link|img)[^>]*(?:src|href)="([^"]*)"/g)].map(
      ([, address]) => address ?? '',
    )
    expect(loaded.filter((address) => address !== 'data:,').toSorted()).toEqual([...files.keys()].toSorted())
    for (const address of files.keys()) {
      const answer = await app.request(address)
      expect([address, answer.status, (await answer.text()).length > 50]).toEqual([address, 200, true])
      expect(answer.headers.get('Cache-Control')).toContain('immutable')
    }
  })

  test('/docs, its own script and stylesheets name no other origin', async () => {
    const addresses = ['/docs', ...[...files.keys()].filter((address) => !address.endsWith('bundle.js'))]
    const texts = await Promise.all(addresses.map(textOf))
    // A namespace is a name, never fetched.
    const foreign = texts.flatMap((text) => text.match(/(?:https?:)?\/\/[a-z0-9-]+\.[a-z]{2,}[^\s"'`]*/gi) ?? [])
    expect(foreign.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([])
  })

  test('the policy lets the browser ask no other origin and run no inline script', async () => {
    const policy = (await app.request('/docs')).headers.get('Content-Security-Policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/https?:|\*|unsafe|blob:/)
    expect(await textOf('/docs')).not.toMatch(/<script(?![^>]*src=)|<style| style=| on[a-z]+=/)
  })

  test('/docs/checks says of every code of every check what it means and does', async () => {
    const page = await textOf('/docs/checks')
    const codes = catalogue.flatMap((check) => check.codes)
    expect(codes.length).toBeGreaterThan(40)
    for (const { code, means } of codes)
      expect([code, page.includes(`<code>${code}</code>`), means !== '']).toEqual([code, true, true])
    const names = [...page.matchAll(/<h2 id="([a-z]+)"/g)].map(([, name]) => name)
    expect(names).toEqual(catalogue.map(({ name }) => name))
    expect(page).not.toMatch(/<script|<style| style=|https?:/)
  })

  test('/docs/scores names every attribute with its languages', async () => {
    const page = await textOf('/docs/scores')
    for (const name of attributes) expect(page).toContain(`<code>${name}</code>`)
    expect(page).toContain(languagesOf.TOXICITY.join(', '))
    expect(page).not.toMatch(/<script|<style| style=/)
  })

  test('Swagger UI is told to ask no validator', async () => {
    const script = [...files.keys()].find((address) => address.endsWith('open-docs.js')) ?? ''
    expect(await textOf(script)).toContain('validatorUrl: null')
  })

  test.each(['/docs/x/swagger-ui.css', '/docs/x/..%2f..%2fpackage.json', '/docs/swagger-ui-dist/index.html'])(
    '%s is not there',
    async (path) => expect((await app.request(path)).status).toBe(404),
  )
})
