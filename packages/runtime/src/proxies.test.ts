import { expect, test } from 'vitest'
import { readProxies } from './proxies.ts'

test.each([
  '10.0.0.7/',
  'fd00::/',
  '127.0.0.1, 10.0.0.0/ ',
  '10.0.0.0/0x10',
  '10.0.0.0/1e1',
  '10.0.0.0/-1',
  '10.0.0.0/33',
])('%j is no list of proxies', (text) => {
  expect(readProxies(text)).toBeUndefined()
})

test('subnets hold what they name and no more', () => {
  const list = readProxies('10.0.0.0/8, fd00::/8, 127.0.0.1')
  expect(list?.check('10.9.9.9')).toBe(true)
  expect(list?.check('fd12::1', 'ipv6')).toBe(true)
  expect(list?.check('203.0.113.1')).toBe(false)
})
