import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { Env } from '../context.ts'
import { keptLog } from '../fakes/deps.ts'
import { problemAnswer } from './problem-answer.ts'
import { readForm, readJson } from './read-body.ts'

const reading = (max = 64, read: typeof readJson = readJson) => {
  const lines: string[] = []
  const app = new Hono<Env>().post('/', async (c) => c.json({ read: await read(c, max) }))
  app.onError(problemAnswer({ log: keptLog(lines) }))
  return async (body: string | Uint8Array | ReadableStream, headers: Record<string, string> = {}) => {
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers }, duplex: 'half' }
    const response = await app.request('/', init as RequestInit)
    const json = (await response.json()) as { read?: unknown; type?: string }
    return response.ok ? json.read : `${response.status} ${json.type?.replace('urn:parley:problem:', '')}`
  }
}

const chunked = (bytes: number) => {
  let pulled = 0
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled += 16
      controller.enqueue(new Uint8Array(16).fill(0x20))
      if (pulled >= bytes) controller.close()
    },
  })
  return { stream, pulled: () => pulled }
}

test.each([
  ['an object', '{"a":1}', { a: 1 }],
  ['a last key that wins', '{"a":1,"a":2}', { a: 2 }],
  ['text of any script', '"Прывітанне"', 'Прывітанне'],
])('%s is read', async (_what, text, value) => {
  expect(await reading()(text)).toEqual(value)
})

test.each(['application/json; charset=utf-8', 'APPLICATION/JSON;charset="UTF-8"', 'application/json; charset=utf8'])(
  '%s is JSON',
  async (type) => {
    expect(await reading()('1', { 'content-type': type })).toBe(1)
  },
)

test.each([
  ['nothing', '', '400 invalid-json'],
  ['half an object', '{"a":', '400 invalid-json'],
  ['something behind it', '{} x', '400 invalid-json'],
  ['NaN', 'NaN', '400 invalid-json'],
  ['a byte order mark', '\ufeff{}', '400 invalid-json'],
  ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), '400 invalid-json'],
  ['Latin-1', Buffer.from('{"a":"é"}', 'latin1'), '400 invalid-json'],
  ['a surrogate as bytes', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), '400 invalid-json'],
  ['an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), '400 invalid-json'],
])('%s is refused', async (_what, body, answer) => {
  expect(await reading()(body)).toBe(answer)
})

test.each([
  ['text/plain', {}],
  ['application/x-www-form-urlencoded', {}],
  ['multipart/form-data; boundary=x', {}],
  ['application/json; charset=utf-16', {}],
  ['application/jsonp', {}],
  ['', {}],
  ['application/json', { 'content-encoding': 'gzip' }],
])('the content type %j with %j is refused unread', async (type, more) => {
  expect(await reading()('{}', { 'content-type': type, ...more })).toBe('415 unsupported-content-type')
})

test('a body declared too large is refused unread', async () => {
  expect(await reading(4)('"abcdef"', { 'content-length': '8' })).toBe('413 body-too-large')
})

test.each([
  ['within the measure without escapes', 'ж'.repeat(30), 'ж'.repeat(30)],
  ['beyond it without escapes', 'ж'.repeat(40), '413 body-too-large'],
  ['mostly of plain letters', `ж${'a'.repeat(70)}`, '413 body-too-large'],
])('JSON that escapes all but ASCII, %s, is read as large as it is', async (_what, text, read) => {
  const escaped = JSON.stringify(text).replaceAll('ж', String.raw`\u0436`)
  expect(await reading(64)(escaped)).toBe(read)
})

test('a body without a length is refused at the first byte too many', async () => {
  const endless = chunked(1e9)
  expect(await reading(64)(endless.stream)).toBe('413 body-too-large')
  expect(endless.pulled()).toBeLessThan(256)
})

test('a body that nests 100,000 deep is read without harm', async () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  const app = new Hono<Env>().post('/', async (c) => c.json(Array.isArray(await readJson(c, 1e6))))
  const init = { method: 'POST', body: deep, headers: { 'content-type': 'application/json' } }
  expect(await (await app.request('/', init)).json()).toBe(true)
})

test('a prototype in a body is an ordinary field', async () => {
  expect(await reading()('{"__proto__":{"admin":true}}')).not.toHaveProperty('admin')
  expect(({} as { admin?: boolean }).admin).toBeUndefined()
})

const form = { 'content-type': 'application/x-www-form-urlencoded' }

test.each([
  ['escaped', 'name=Zo%C3%A9&body=%D0%94%D0%B0+%26', { name: 'Zoé', body: 'Да &' }],
  ['raw', 'name=Zoé&body=Café olé 👋', { name: 'Zoé', body: 'Café olé 👋' }],
])('a form’s text is UTF-8 when it is %s', async (_how, text, fields) => {
  expect(await reading(64, readForm)(Buffer.from(text), form)).toEqual(fields)
})

test.each([
  ['Latin-1', Buffer.from('name=Zoé', 'latin1'), '400 invalid-json'],
  ['a surrogate as bytes', Buffer.from([0x61, 0x3d, 0xed, 0xa0, 0x80]), '400 invalid-json'],
  ['a field twice', 'a=1&a=2', '400 invalid-request'],
])('a form with %s is refused', async (_what, body, answer) => {
  expect(await reading(64, readForm)(body, form)).toBe(answer)
})
