import { expect, test } from 'vitest'
import { codesOf } from './codes-of.ts'
import { velocity } from './velocity.ts'

test.each([
  ['four comments in a minute', { author: { recent: 4 } }, []],
  ['five comments in a minute', { author: { recent: 5 } }, ['rate.author']],
  ['nine from a network', { facts: { networkRecent: 9 } }, []],
  ['ten from a network', { facts: { networkRecent: 10 } }, ['rate.network']],
])('%s', (_, wanted, codes) => {
  expect(codesOf(velocity, wanted)).toEqual(codes)
})

test.each([
  ['two authors', { authorsLastHour: 2, published: 0, rejected: 0 }, []],
  ['three authors', { authorsLastHour: 3, published: 0, rejected: 0 }, ['rate.host']],
  ['three authors, a host that is often published', { authorsLastHour: 3, published: 10, rejected: 0 }, []],
  ['three authors, a host that was rejected too', { authorsLastHour: 3, published: 10, rejected: 1 }, ['rate.host']],
])('%s linking a host within an hour', (_, host, codes) => {
  expect(codesOf(velocity, { body: 'https://a.com', facts: { hosts: { 'a.com': host } } })).toEqual(codes)
})
