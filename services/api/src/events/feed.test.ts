import type { CommentEvent } from '@parley/store'
import { expect, test } from 'vitest'
import type { Counts } from '../counts/index.ts'
import { settle, virtualTicker } from '../counts/fakes.ts'
import { openFeed, WINDOW, type Step } from './feed.ts'

type Watcher = Parameters<Counts['watch']>[1]

/** A feed over a log that the test writes; `steps` are what it delivered. */
const setFeed = async ({ revision = 0 } = {}) => {
  const log: CommentEvent[] = []
  const steps: Step[] = []
  const asked: [number, number][] = []
  const state = { revision, away: false, watcher: undefined as Watcher | undefined, slow: Promise.resolve() }
  const ticker = virtualTicker()
  const feed = await openFeed({
    siteId: 'paper',
    ticker,
    deliver: async (step) => void steps.push(step),
    counts: {
      watch: (_site, watcher) => {
        state.watcher = watcher
        return () => (state.watcher = undefined)
      },
      read: async () => ({ counts: [], revisions: [], revision: state.revision, generation: 1 }),
    },
    events: {
      comments: async (_site, after, upTo) => {
        asked.push([after, upTo])
        await state.slow
        if (state.away) throw new Error('ECONNREFUSED')
        return log.filter((one) => one.revision > after && one.revision <= upTo)
      },
    },
  })
  const publish = (id: string) => {
    const from = state.revision
    state.revision += 1
    log.push({ id, keys: ['a'], revision: state.revision, kind: 'published' })
    state.watcher?.applied({ from, to: state.revision, changes: [{ keys: ['a'], count: 1, revision: state.revision }] })
  }
  return { feed, steps, asked, state, ticker, publish }
}
const idsOf = (steps: Step[]) => steps.map((step) => (step.reset ? 'reset' : step.comments.map(({ id }) => id).join()))

test('each step is read once and told in order', async () => {
  const { feed, steps, asked, publish } = await setFeed()
  publish('one')
  await settle()
  publish('two')
  await settle()
  expect(idsOf(steps)).toEqual(['one', 'two'])
  expect([asked, feed.at()]).toEqual([
    [
      [0, 1],
      [1, 2],
    ],
    2,
  ])
})

test('while the store is away news wait, and then come whole', async () => {
  const { steps, state, ticker, publish } = await setFeed()
  state.away = true
  publish('one')
  await settle()
  publish('two')
  state.away = false
  await ticker.advance(600)
  expect(idsOf(steps)).toEqual(['one,two'])
  expect(steps[0]).toMatchObject({ from: 0, to: 2, counts: [{ revision: 1 }, { revision: 2 }] })
})

test('another history is a reset, after which it goes on', async () => {
  const { feed, steps, state, publish } = await setFeed({ revision: 40 })
  state.revision = 7
  state.watcher?.dropped()
  await settle()
  publish('after')
  await settle()
  expect(idsOf(steps)).toEqual(['reset', 'after'])
  expect(feed.at()).toBe(8)
})

test('steps that do not follow on are a reset', async () => {
  const { steps, state } = await setFeed()
  state.revision = 9
  state.watcher?.applied({ from: 5, to: 9, changes: [] })
  await settle()
  expect(steps).toEqual([{ from: 9, to: 9, reset: true }])
})

test('older news that come after it started over are not told as if none were missing between', async () => {
  const { feed, publish, state } = await setFeed({ revision: 2_000 })
  const { promise, resolve } = Promise.withResolvers<void>()
  state.slow = promise
  const replayed = feed.replay(1_500, 2_000)
  await settle()
  state.slow = Promise.resolve()
  state.revision = 2_400
  state.watcher?.dropped()
  await settle()
  publish('after')
  await settle()
  resolve()
  expect(await replayed).toBeUndefined()
  expect((await feed.replay(1_500, 2_401))?.map(({ id }) => id)).toEqual(['after'])
})

test('what is in memory is told again without asking; older news are read once for all; too old ones are not told', async () => {
  const { feed, asked, publish, state } = await setFeed({ revision: 2_000 })
  publish('new')
  await settle()
  asked.length = 0
  expect((await feed.replay(2_000, 2_001))?.map(({ id }) => id)).toEqual(['new'])
  expect(asked).toEqual([])
  await Promise.all([feed.replay(1_500, 2_001), feed.replay(1_600, 2_001), feed.replay(1_001, 2_001)])
  await feed.replay(1_400, 2_001)
  expect(asked).toEqual([[2_001 - WINDOW, 2_000]])
  expect(await feed.replay(1_000, 2_001)).toBeUndefined()
  feed.close()
  expect(state.watcher).toBeUndefined()
})
