import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { readPlain } from './request.ts'

const usual = ['Host', 'a', 'Content-Type', 'application/json', 'Content-Length', '20']
const read = (...more: string[]) =>
  readPlain({
    method: 'POST',
    url: '/v1/sites/paper/comments',
    rawHeaders: [...usual, ...more],
  } as IncomingMessage)

test('what counts is read, however its name is written', () => {
  expect(read('IDEMPOTENCY-key', 'k', 'origin', 'o', 'X-Forwarded-For', 'f')).toEqual({
    siteId: 'paper',
    length: 20,
    idempotencyKey: 'k',
    origin: 'o',
    forwarded: 'f',
  })
})

test.each(['Content-Type', 'content-length', 'Idempotency-Key', 'ORIGIN', 'X-Forwarded-For'])(
  'a request that says %s twice is left to the framework',
  (name) => {
    expect(read(name, '20', name, '20')).toBeUndefined()
  },
)

test.each(['Authorization', 'Transfer-Encoding', 'Content-Encoding', 'EXPECT', 'Upgrade'])(
  'a request with %s is left to the framework',
  (name) => {
    expect(read(name, 'x')).toBeUndefined()
  },
)

test('headers that say nothing here may come as often as they like', () => {
  expect(read('Accept', 'a', 'Accept', 'b', 'X-Forwarded-By', 'c', 'x-forwarded-by', 'd')).toMatchObject({ length: 20 })
})
