import type { LatestComment } from '@parley/store'
import { expect, test } from 'vitest'
import { createApp } from '../../app.ts'
import { fakeDeps } from '../../fakes/deps.ts'

const feeding = async (latest: LatestComment[] = []) => {
  const asked: unknown[] = []
  const deps = await fakeDeps({
    comments: {
      listLatest: async (question) => {
        asked.push(question)
        return latest
      },
    },
  })
  const seen = { revision: 7, generation: 1, counts: [], revisions: [] }
  const counts = { ...deps.counts, boot: 'boot', read: async () => seen }
  const site = { name: 'The Paper' }
  const find = async (siteId: string) => {
    const found = await deps.sites.find(siteId)
    return found && { ...found, ...site }
  }
  const app = createApp({ ...deps, counts, sites: { ...deps.sites, find } })
  const socket = { remoteAddress: '203.0.113.7' }
  const read = (article?: string, headers = {}) => {
    const query = article === undefined ? '' : `?article=${encodeURIComponent(article)}`
    return app.request(`/v1/sites/paper/feed${query}`, { headers }, { incoming: { socket } })
  }
  return { asked, read, site }
}

test.each([
  ['600', 'x'.repeat(600)],
  ['1,500 Cyrillic', 'я'.repeat(1_500)],
])('an address is measured after its %s characters of tracking are gone', async (_many, tracking) => {
  const { read, asked } = await feeding()
  expect((await read(`https://www.paper.example/a?fbclid=${tracking}`)).status).toBe(200)
  expect(asked).toMatchObject([{ articleKey: 'https://paper.example/a' }])
})

test.each([
  ['a key', 'k'.repeat(513)],
  ['an address', `https://paper.example/${'я'.repeat(400)}`],
  ['a NUL', '\0'],
])('%s that no article can have is refused, and said where', async (_what, article) => {
  const { read, asked } = await feeding()
  const answer = await read(article)
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ errors: [{ in: 'query', pointer: '/article' }] })
  expect(asked).toEqual([])
})

test.each([
  ['https://evil.example/casino', undefined],
  ['Cheap pills at evil.example', undefined],
  ['https://paper.example/a', 'https://paper.example/a#c-'],
])('a comment under %j leads to an address of the site, or to none', async (articleKey, link) => {
  const at = new Date('2026-11-23T12:00:00Z')
  const id = '01900000-0000-7000-8000-000000000001'
  const { read } = await feeding([{ id, html: '<p>Hello.</p>', createdAt: at, writtenAt: at, articleKey }])
  const text = await (await read()).text()
  expect(text).toContain('Hello.')
  expect(text).not.toContain('evil')
  expect(/href="([^"]*#c-)/.exec(text)?.[1]).toBe(link)
})

test('who has the feed need not have it again, unless its site has another name by now', async () => {
  const { read, site } = await feeding()
  const headers = { 'If-None-Match': (await read()).headers.get('etag') ?? '' }
  expect((await read(undefined, headers)).status).toBe(304)
  site.name = 'The New Paper'
  const answer = await read(undefined, headers)
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('The New Paper')])
})
