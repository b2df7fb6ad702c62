import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchBacklog } from './backlog.ts'
import {
  BURST_LOOKS,
  CALM,
  createAdmission,
  LEAST_AT_ONCE,
  MOST_AT_ONCE,
  MOST_PENDING,
  SITE_PENDING,
  SPARE,
  WAIT_MS,
} from './admission.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const setUp = (pending = 0, place: (siteId: string) => Promise<void> | undefined = () => undefined) => {
  const at = { pending, now: 0, asked: 0, others: [] as { siteId: string; pending: number }[] }
  const stats = async () => {
    at.asked += 1
    const bySite = [{ siteId: 'paper', pending: at.pending }, ...at.others]
    return { pending: bySite.reduce((sum, site) => sum + site.pending, 0), oldestPendingMs: 0, bySite }
  }
  const admission = createAdmission({
    backlog: watchBacklog({ store: { stats }, now: () => at.now }),
    fairShares: { place },
    now: () => at.now,
  })
  /** Lets time pass; the loop comes `late` milliseconds after it should. */
  const pass = async (ms: number, late = 0): Promise<void> => {
    at.now += ms + late
    await vi.advanceTimersByTimeAsync(ms)
  }
  /** As many as are admitted come at once and are stored after so long; says how many. */
  const fill = async (ms: number): Promise<number> => {
    const stored = Promise.withResolvers<void>()
    const waiting: Promise<void>[] = []
    while (admission.refusal('paper') === undefined) waiting.push(admission.during('paper', () => stored.promise))
    at.now += ms
    stored.resolve()
    await Promise.all(waiting)
    return waiting.length
  }
  /** The same again and again, for longer than a burst lasts. */
  const flood = async (ms: number): Promise<void> => {
    for (let looks = 0; looks < BURST_LOOKS; looks += 1) {
      await fill(ms)
      await pass(100)
    }
  }
  return { at, admission, pass, fill, flood }
}

test('as many comments as share a commit may wait, one more is to come back soon', async () => {
  const { admission } = setUp()
  const stored = Promise.withResolvers<void>()
  const waiting = Array.from({ length: MOST_AT_ONCE }, () => admission.during('paper', () => stored.promise))
  expect(admission.refusal('paper')).toBe(1)
  stored.resolve()
  await Promise.all(waiting)
  expect(admission.refusal('paper')).toBeUndefined()
})

test('one site’s flood leaves room for a few comments of each other one, while there is any', async () => {
  const { admission } = setUp()
  const stored = Promise.withResolvers<void>()
  const wait = (siteId: string) => admission.during(siteId, () => stored.promise)
  const waiting = Array.from({ length: MOST_AT_ONCE }, () => wait('paper'))
  expect(admission.refusal('paper')).toBe(1)
  for (let nth = 0; nth < CALM; nth += 1) {
    expect(admission.refusal('radio')).toBeUndefined()
    waiting.push(wait('radio'))
  }
  expect(admission.refusal('radio')).toBe(1)
  let others = 0
  for (; admission.refusal(`site ${others}`) === undefined; others += 1) waiting.push(wait(`site ${others}`))
  expect(others).toBe(SPARE - CALM)
  stored.resolve()
  await Promise.all(waiting)
  expect(admission.refusal('radio')).toBeUndefined()
})

test('a backlog of many sites turns away those of which at least as much waits as of most', async () => {
  const { at, admission, pass } = setUp(SITE_PENDING)
  for (let nth = 0; nth < 1_000; nth += 1) at.others.push({ siteId: `site ${nth}`, pending: nth })
  admission.refusal('paper')
  await pass(100)
  const refused = ['paper', 'site 999', 'site 600', 'site 400', 'radio'].map((site) => admission.refusal(site))
  expect(refused).toEqual([30, 30, 30, undefined, undefined])
})

test('a backlog of one site is no reason to turn away another’s comments', async () => {
  const { admission, pass } = setUp(MOST_PENDING)
  admission.refusal('paper')
  await pass(100)
  expect([admission.refusal('paper'), admission.refusal('radio')]).toEqual([30, undefined])
})

test('what fails waits no longer', async () => {
  const { admission } = setUp()
  const failing = Array.from({ length: MOST_AT_ONCE }, () =>
    admission.during('paper', () => Promise.reject(new Error('away'))),
  )
  expect(admission.refusal('paper')).toBe(1)
  await Promise.allSettled(failing)
  expect(admission.refusal('paper')).toBeUndefined()
})

test('an event loop that comes late again and again refuses until it is in time again; once is over when it is seen', async () => {
  const { admission, pass } = setUp()
  await pass(100, 600)
  expect(admission.refusal('paper')).toBeUndefined()
  await pass(100, 600)
  expect(admission.refusal('paper')).toBe(1)
  await pass(100)
  expect(admission.refusal('paper')).toBeUndefined()
})

test('a backlog that nobody will see soon refuses for longer, and is looked at every two seconds at most', async () => {
  const { at, admission, pass } = setUp(MOST_PENDING)
  expect(admission.refusal('paper')).toBeUndefined() // nobody waits for the first look
  await pass(100)
  expect([admission.refusal('paper'), admission.refusal('paper'), at.asked]).toEqual([30, 30, 1])
  at.pending = MOST_PENDING - 1
  await pass(2_100)
  admission.refusal('paper')
  await pass(100)
  expect(admission.refusal('paper')).toBeUndefined()
})

test('work begins when its place has come, and counts as waiting until then', async () => {
  const place = Promise.withResolvers<void>()
  const { admission } = setUp(0, (siteId) => (siteId === 'flooded' ? place.promise : undefined))
  const begun: string[] = []
  const works = ['flooded', 'paper'].map((siteId) => admission.during(siteId, async () => void begun.push(siteId)))
  await works[1]
  expect(begun).toEqual(['paper'])
  place.resolve()
  await works[0]
  expect(begun).toEqual(['paper', 'flooded'])
})

test('a store that is away refuses nothing', async () => {
  const stats = () => Promise.reject(new Error('away'))
  const now = () => 0
  const backlog = watchBacklog({ store: { stats }, now })
  const admission = createAdmission({ backlog, fairShares: { place: () => undefined }, now })
  admission.refusal('paper')
  await vi.advanceTimersByTimeAsync(10)
  expect(admission.refusal('paper')).toBeUndefined()
})

test('where comments wait for too long, fewer are admitted, and all that a burst may be again once they do not', async () => {
  const { pass, fill, flood } = setUp()
  await flood(4 * WAIT_MS)
  const fewer = await fill(WAIT_MS / 2)
  expect([fewer < MOST_AT_ONCE, fewer >= LEAST_AT_ONCE]).toEqual([true, true])
  await pass(100)
  const more = await fill(WAIT_MS / 2)
  expect(more).toBeGreaterThan(fewer)
  for (let looks = 0; looks < 20; looks += 1) await pass(100)
  expect(await fill(WAIT_MS / 2)).toBe(MOST_AT_ONCE)
})

test('a burst is admitted as a whole, however long it takes to store, and so is the next', async () => {
  const { pass, fill } = setUp()
  for (let burst = 0; burst < 3; burst += 1) {
    for (let looks = 1; looks < BURST_LOOKS; looks += 1) {
      expect(await fill(4 * WAIT_MS)).toBe(MOST_AT_ONCE)
      await pass(100)
    }
    await pass(100)
  }
})

test('where the load stays, as many are admitted as wait for about as long as they may', async () => {
  const { pass, fill, flood } = setUp()
  const each = (1.6 * WAIT_MS) / MOST_AT_ONCE // milliseconds that storing one takes
  await flood(MOST_AT_ONCE * each)
  const counts = [await fill(MOST_AT_ONCE * each)]
  for (let looks = 0; looks < 50; looks += 1) {
    await pass(100)
    counts.push(await fill((counts.at(-1) as number) * each))
  }
  const most = Math.max(...counts.slice(1))
  expect(most).toBeGreaterThan(LEAST_AT_ONCE)
  expect(most * each).toBeLessThan(1.2 * WAIT_MS)
})

test('however slow the store, more may wait than share a commit', async () => {
  const { fill, flood } = setUp()
  await flood(400)
  expect(await fill(0)).toBe(LEAST_AT_ONCE)
})

test('while nothing is stored at all, no more are admitted than before', async () => {
  const { admission, pass, flood } = setUp()
  await flood(4 * WAIT_MS)
  const stored = Promise.withResolvers<void>()
  const waiting = Array.from({ length: LEAST_AT_ONCE - 1 }, () => admission.during('paper', () => stored.promise))
  for (let looks = 0; looks < 50; looks += 1) await pass(100) // nothing is stored: no reason to admit more
  let more = 0
  while (admission.refusal('paper') === undefined) {
    more += 1
    waiting.push(admission.during('paper', () => stored.promise))
  }
  expect(more).toBeLessThan(LEAST_AT_ONCE)
  stored.resolve()
  await Promise.all(waiting)
})
