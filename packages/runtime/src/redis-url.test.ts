import { expect, test } from 'vitest'
import { isRedisUrl } from './redis-url.ts'

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
