import { expect, test } from 'vitest'
import { clusterOf, isRedisUrl } from './redis.ts'

test('one server is left to ioredis', () => {
  expect(clusterOf('redis://127.0.0.1:6379/2')).toBeUndefined()
  expect(clusterOf('rediss://user:pass@cache.example?family=6')).toBeUndefined()
})

test('several hosts, or the word cluster, make a cluster', () => {
  expect(clusterOf('redis://a,b:7001,[::1]:7002')).toEqual({
    tls: false,
    nodes: [
      { host: 'a', port: 6379 },
      { host: 'b', port: 7001 },
      { host: '::1', port: 7002 },
    ],
  })
  expect(clusterOf('rediss://us%40er:p%3Aw@a:7000/?cluster=true')).toEqual({
    tls: true,
    username: 'us@er',
    password: 'p:w',
    nodes: [{ host: 'a', port: 7000 }],
  })
})

test("a colon in a cluster's password may stand as it is, as in a server's", () => {
  expect(clusterOf('redis://user:p:a:ss@a,b')).toMatchObject({ username: 'user', password: 'p:a:ss' })
})

test.each([
  ['redis://127.0.0.1:6379', true],
  ['rediss://user:pass%25word@redis.example/2?family=6', true],
  ['redis://:secret@a:7000,b:7001,c:7002', true],
  ['redis://[::1]:6379', true],
  ['redis://127.0.0.1:99999', false],
  ['redis://a:7000,b:70000', false],
  ['redis://:100%@127.0.0.1', false],
  ['redis://:a/b@127.0.0.1', false],
  ['redis://', false],
  ['postgres://127.0.0.1', false],
])('%s can be read: %s', (url, readable) => {
  expect(isRedisUrl(url)).toBe(readable)
})
