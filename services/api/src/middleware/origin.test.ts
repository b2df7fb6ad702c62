import { expect, test } from 'vitest'
import { isOfSite, sourcesOf } from './origin.ts'

test.for([
  ['https://paper.example', true],
  ['http://paper.example', true],
  ['https://www.paper.example', true],
  ['https://paper.example:8443', false],
  ['https://evilpaper.example', false],
  ['https://paper.example.evil.io', false],
  ['https://paper.example/path', false],
  ['null', false],
  ['', false],
  ['file://', false],
  ['http://localhost:8787', true],
  ['http://localhost', true],
  ['http://127.0.0.1:3000', false],
] as const)('%s speaks for the site: %s', ([origin, speaks]) => {
  expect(isOfSite(origin, { hosts: ['paper.example', 'www.paper.example', 'localhost'] })).toBe(speaks)
})

test.for([
  ['http://localhost:9123', true],
  ['https://localhost:9123', true],
  ['http://localhost:3000', false],
  ['http://localhost', false],
  ['http://127.0.0.1:9123', false],
  ['http://127.0.0.1:8787', true],
] as const)('%s speaks for a site that names its ports: %s', ([origin, speaks]) => {
  expect(isOfSite(origin, { hosts: ['localhost:9123', '127.0.0.1:8787'] })).toBe(speaks)
})

test('a policy names the same pages: a host by both schemes, a machine’s own name with any port', () => {
  expect(sourcesOf({ hosts: ['paper.example:8443', 'localhost'] })).toEqual([
    'https://paper.example:8443',
    'http://paper.example:8443',
    'https://localhost:*',
    'http://localhost:*',
  ])
})
