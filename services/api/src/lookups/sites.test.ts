import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Site } from '@parley/store'
import { createSites, SITE_LIFE_MS } from './sites.ts'

const paper = { id: 'paper', name: 'The Paper', hosts: ['paper.example'] } as Site

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

test('a peek asks nothing about a site that nobody found, and hears at once of one that was forgotten', async () => {
  let asked = 0
  const sites = createSites({ sites: { find: async (id) => ((asked += 1), id === 'paper' ? paper : undefined) } })
  expect([sites.peek('paper'), sites.peek('nowhere')]).toEqual([undefined, undefined])
  expect(asked).toBe(0)
  await Promise.all([sites.find('paper'), sites.find('nowhere')])
  expect([sites.peek('paper'), sites.peek('nowhere')]).toEqual([paper, undefined])
  sites.forget('paper')
  expect(sites.peek('paper')).toBeUndefined()
  expect(asked).toBe(2)
})

test('peeks keep a site known by asking once in its second half, and not longer than it may be old', async () => {
  let now = 1_000
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  onTestFinished(() => clock.mockRestore())
  let [asked, away] = [0, false]
  const find = async () => {
    asked += 1
    if (away) throw new Error('away')
    return paper
  }
  const sites = createSites({ sites: { find } })
  await sites.find('paper')
  const peek = async (ms: number) => {
    await delay(5) // what was asked is answered by then
    now += ms
    await delay(5) // the cache looks at the clock once a millisecond
    return [sites.peek('paper') && sites.peek('paper'), asked]
  }
  expect(await peek(SITE_LIFE_MS / 2 - 10)).toEqual([paper, 1])
  expect(await peek(20)).toEqual([paper, 2])
  expect(await peek(SITE_LIFE_MS / 2 - 10)).toEqual([paper, 2])
  away = true
  expect(await peek(20)).toEqual([paper, 3])
  expect((await peek(SITE_LIFE_MS))[0]).toBeUndefined()
})

test('who asked to hears of other hosts, once, and of nothing else', async () => {
  const heard: string[] = []
  let site = paper
  const sites = createSites({ sites: { find: async () => site } }, (siteId) => void heard.push(siteId))
  const look = async () => {
    sites.forget('paper')
    await sites.find('paper')
  }
  await look()
  site = { ...site, name: 'The New Paper' }
  await look()
  expect(heard).toEqual([])
  site = { ...site, hosts: ['paper.example', 'mirror.example'] }
  await look()
  await look()
  expect(heard).toEqual(['paper'])
})
