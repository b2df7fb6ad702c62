import { expect, test } from 'vitest'
import { localUrl, shownUrl } from './address.ts'
import { greeting } from './greeting.ts'

test('a token is shown when it was made and never again', () => {
  const address = 'http://localhost:8787'
  expect(greeting(address, { kind: 'made', token: 'parley_secret' })).toContain('parley_secret')
  expect(greeting(address, { kind: 'made-before' })).toContain('shown at the first start')
  expect(greeting(address, { kind: 'preset' })).toContain('PARLEY_TOKEN')
})

test.each([
  ['127.0.0.1', 'http://127.0.0.1:1', 'http://localhost:1'],
  ['0.0.0.0', 'http://127.0.0.1:1', 'http://localhost:1'],
  ['::', 'http://[::1]:1', 'http://localhost:1'],
  ['10.0.0.7', 'http://10.0.0.7:1', 'http://10.0.0.7:1'],
  ['fd00::7', 'http://[fd00::7]:1', 'http://[fd00::7]:1'],
])('on %s this machine asks %s and people are told %s', (host, local, shown) => {
  expect([localUrl(host, 1), shownUrl(host, 1)]).toEqual([local, shown])
})
