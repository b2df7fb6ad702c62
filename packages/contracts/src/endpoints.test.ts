import { expect, test } from 'vitest'
import type { Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints.ts'
import { roles } from './words.ts'

const rows = Object.entries<Endpoint>(endpoints)
const guarded = (roles as readonly string[]).concat('operator', 'key')

test('no two endpoints share a method and a path', () => {
  const places = rows.map(([, { method, path }]) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
  expect(new Set(places).size).toBe(rows.length)
})

test.each(rows)('%s describes each part of its path, and no other', (_name, { path, params }) => {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  expect(Object.keys(params?.shape ?? {})).toEqual(named)
})

test.each(rows)('%s names the problems that its parts bring with them, each once', (_name, row) => {
  const { problems, who, path, query, body, form } = row
  if (row.ownErrors) {
    expect(problems).toEqual([])
    expect(Object.keys(row.answers)).toEqual(expect.arrayContaining(['400', '403', '413', '429', '500', '503']))
    return
  }
  expect(new Set(problems).size).toBe(problems.length)
  expect(problems).toContain('fault')
  const brought = [
    ...((roles as readonly string[]).includes(who) ? (['token-needed', 'token-too-weak'] as const) : []),
    ...(path.startsWith('/v1/') ? (['too-many-requests', 'unavailable'] as const) : []),
    ...(query || body || form ? (['invalid-request'] as const) : []),
    ...(body || form ? (['body-too-large', 'unsupported-content-type', 'invalid-json'] as const) : []),
    ...(query && 'after' in query.shape ? (['invalid-cursor'] as const) : []),
    ...(who === 'receipt' ? (['no-receipt'] as const) : []),
  ]
  expect(problems).toEqual(expect.arrayContaining(brought))
})

test.each(rows.filter(([, { method, who }]) => method !== 'GET' && !guarded.includes(who)))(
  '%s writes for anybody, so it is bound to the site’s hosts, unless it only asks',
  (name, { problems }) => {
    expect(problems.includes('foreign-origin')).toBe(name !== 'readCountsInBulk')
  },
)

test.each(rows.filter(([, row]) => row.body))('%s takes no field that it does not name', (_name, { body, form }) => {
  const parsed = (body ?? form)?.safeParse({ 'a field nobody named': 1 })
  expect(parsed?.success).toBe(false)
  expect(parsed?.error?.issues.map(({ code }) => code)).toContain('unrecognized_keys')
})
