import type { Comments } from '@parley/client'
import type { CommentPage, VisibleComment } from '@parley/contracts'
import { expect, test } from 'vitest'
import { en } from '../words/en.ts'
import { speak } from '../words/speak.ts'
import { createListing } from './listing.ts'
import { firstState } from './state.ts'

const idOf = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
const comment = (n: number): VisibleComment => ({
  id: idOf(n),
  rootId: idOf(n),
  depth: 0,
  status: 'published',
  html: `<p>${n}</p>`,
  version: 1,
  edited: false,
  createdAt: '2026-11-24T12:00:00Z',
})

/** A listing over a service that shows the numbered comments, newest first, as they are when it is asked. */
const set = (many: number) => {
  const service = {
    shown: Array.from({ length: many }, (_, n) => n + 1),
    revision: 1,
    away: false,
    further: Promise.resolve(),
  }
  const asked: (string | undefined)[] = []
  const waiting: { afterMs: number; what: () => void }[] = []
  const listComments: Comments['listComments'] = async ({ after, limit = 50 }): Promise<CommentPage> => {
    asked.push(after)
    if (service.away) throw new Error('away')
    const past = service.shown.toReversed().filter((n) => after === undefined || idOf(n) < after)
    const page = past.slice(0, limit)
    if (after !== undefined) await service.further
    return {
      comments: page.map(comment),
      ...(past.length > limit && { next: idOf(page.at(-1) ?? 0) }),
      publishedCount: service.shown.length,
      revision: service.revision,
      closed: false,
    }
  }
  const ctx: Parameters<typeof createListing>[0] = {
    client: { listComments },
    board: { counts: { a: many }, ask: async () => {} },
    article: 'a',
    speech: () => speak('en', en),
    state: firstState('new'),
    update: (change) => void Object.assign(ctx.state, change),
    later: (afterMs, what) => void waiting.push({ afterMs, what }),
  }
  const listing = createListing(ctx)
  /** Lets what was asked be answered, and the time pass that is being waited. */
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }
  const rest = async () => {
    for (const { what } of waiting.splice(0)) what()
    await settle()
  }
  return { service, asked, waiting, ctx, listing, settle, rest, shown: () => ctx.state.comments.size }
}

test('what a stream tells of one comment, the comment and its count, is one look at the newest', async () => {
  const { service, asked, listing, settle, rest, shown } = set(150)
  await listing.load()
  await listing.more()
  expect(asked.splice(0)).toEqual([undefined, idOf(101)])
  service.shown.push(151)
  service.revision = 2
  listing.refresh(2)
  listing.refresh(2)
  await settle()
  await rest()
  await rest()
  expect({ asked, shown: shown() }).toEqual({ asked: [undefined], shown: 151 })
})

test('where one has gone, all that is shown is looked at, however far down', async () => {
  const { service, asked, ctx, listing, settle } = set(150)
  await listing.load()
  await listing.more()
  service.shown.splice(4, 1)
  service.revision = 2
  listing.refresh(2, true)
  await settle()
  expect(asked.slice(2)).toEqual([undefined, idOf(51)])
  expect(ctx.state.comments.has(idOf(5))).toBe(false)
  expect(ctx.state.comments.size).toBe(149)
})

test('what came late stands past the newest, which are all that is looked at where nothing has gone', async () => {
  const { ctx, listing } = set(150)
  await listing.load()
  await listing.more()
  expect([idOf(200), idOf(60), idOf(50), idOf(5)].map(listing.isDeep)).toEqual([false, false, true, true])
  ctx.state.sort = 'old'
  expect([idOf(200), idOf(149)].map(listing.isDeep)).toEqual([false, true])
})

test('a revision that is already shown costs nothing, and one that comes meanwhile one more look', async () => {
  const { service, asked, listing, settle, rest } = set(3)
  service.revision = 7
  await listing.load()
  for (const told of [5, 6, 7]) listing.refresh(told)
  await settle()
  expect(asked).toHaveLength(1)
  listing.refresh(8) // the service that is asked is not there yet
  listing.refresh(9)
  await settle()
  expect(asked).toHaveLength(2)
  service.revision = 9
  await rest()
  await rest()
  expect(asked).toHaveLength(3)
})

test('a look that fails is taken again, so that nothing told is lost with the network', async () => {
  const { service, asked, listing, settle, rest, shown, waiting } = set(3)
  await listing.load()
  service.away = true
  service.shown.push(4)
  listing.refresh(2)
  await settle()
  expect({ asked: asked.length, shown: shown() }).toEqual({ asked: 2, shown: 3 })
  expect(waiting.map(({ afterMs }) => afterMs)).toEqual([5_000])
  Object.assign(service, { away: false, revision: 2 })
  await rest()
  expect({ asked: asked.length, shown: shown() }).toEqual({ asked: 3, shown: 4 })
})

test('what comes while the next page is under way stays', async () => {
  const { service, listing, ctx, settle } = set(80)
  await listing.load()
  const { promise, resolve } = Promise.withResolvers<void>()
  service.further = promise
  const turned = listing.more()
  service.shown.push(81)
  service.revision = 2
  listing.refresh(2)
  await settle()
  resolve()
  await turned
  expect(ctx.state.comments.has(idOf(81))).toBe(true)
  expect(ctx.state.comments.size).toBe(81)
})
