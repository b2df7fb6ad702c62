import { expect, test } from 'vitest'
import type { Site } from '@parley/store'
import { createSites } from './sites.ts'

const paper = { id: 'paper', name: 'The Paper' } as Site

test('one query for however many ask at once', async () => {
  let asked = 0
  const sites = createSites({ sites: { find: async () => ((asked += 1), paper) } })
  await Promise.all(Array.from({ length: 20 }, () => sites.find('paper')))
  expect(asked).toBe(1)
})

test('a site that is forgotten while it is looked up is looked up again, never said not to be there', async () => {
  const { promise, resolve } = Promise.withResolvers<Site>()
  const sites = createSites({ sites: { find: () => promise } })
  const found = sites.find('paper')
  sites.forget('paper')
  resolve(paper)
  expect(await found).toBe(paper)
})

test('a store that is away is a fault, not a missing site', async () => {
  const sites = createSites({ sites: { find: async () => Promise.reject(new Error('away')) } })
  await expect(sites.find('paper')).rejects.toThrow('away')
})
