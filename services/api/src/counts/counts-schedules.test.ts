import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCounts, FRESH_MS, LOOK_MS } from './counts.ts'
import { fakeStore, virtualTicker } from './fakes.ts'
import type { CountsStore } from './ports.ts'

const keys = ['a', 'b', 'c', 'd', 'e']
const key = fc.constantFrom(...keys)
const someKeys = fc.uniqueArray(key)

/** A store each of whose answers takes two steps of the schedule: up to its snapshot, and from there. */
const scheduled = (s: fc.Scheduler, { sites, counts }: CountsStore): CountsStore => {
  const through =
    <A extends unknown[], T>(verb: string, ask: (...question: A) => Promise<T>) =>
    async (...question: A): Promise<T> => {
      await s.schedule(Promise.resolve(), `${verb} is on its way`)
      const found = await ask(...question).catch((fault: Error) => fault)
      await s.schedule(Promise.resolve(), `${verb} is answered`)
      if (found instanceof Error) throw found
      return found
    }
  return {
    sites: { revisions: through('revisions', sites.revisions) },
    counts: { read: through('read', counts.read), changes: through('changes', counts.changes) },
  }
}

const event = fc.record({ key, count: fc.nat(50), names: fc.array(key, { maxLength: 1 }), nudges: fc.nat(2) })
const question = fc.record({ keys: someKeys, back: fc.option(fc.nat(4), { nil: undefined }) })
const history = fc.record({
  events: fc.array(event, { maxLength: 10 }),
  readers: fc.array(fc.array(question, { maxLength: 6 }), { maxLength: 3 }),
  waits: fc.array(fc.constantFrom(1, 10, 300, 500, 800, 1_100), { maxLength: 8 }),
  outages: fc.nat(2),
  crowds: fc.nat(3),
  room: fc.integer({ min: 2, max: 10 }),
})

test('in whatever order questions, answers, nudges and time come, an answer is true at its revision, no older than a second, and revisions never go back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), history, async (s, { events, readers, waits, outages, crowds, room }) => {
      const store = fakeStore()
      const ticker = virtualTicker()
      const log = { warn: () => {}, info: () => {} }
      const counts = createCounts({ store: scheduled(s, store), ticker, log, maxBytes: room * 201 })
      const truth = [new Map<string, number>()] // by revision
      const happened: number[] = [-Infinity] // when, by revision
      const revisionAt = (moment: number): number => happened.findLastIndex((at) => at <= moment)
      let newest = 0
      const open: Promise<unknown>[] = []
      const answered = <T>(asked: Promise<T>, look: (answer: T) => void): void => {
        const unavailable = (fault: Error) => void expect(fault.message).toBe('unavailable')
        open.push(asked.then(look, unavailable).catch((wrong: unknown) => wrong))
      }

      const ask = ({ keys: asked, back }: { keys: string[]; back?: number | undefined }): void => {
        const atLeast = Math.max(newest, revisionAt(ticker.now() - FRESH_MS - 1))
        if (back === undefined) {
          answered(counts.read('s', asked), ({ counts: told, revision }) => {
            expect(revision).toBeGreaterThanOrEqual(atLeast)
            expect(told).toEqual(asked.map((one) => truth[revision]?.get(one) ?? 0))
            newest = Math.max(newest, revision)
          })
          return
        }
        const since = Math.max(0, newest - back)
        const among = asked.length > 0 ? asked : undefined
        answered(counts.since('s', since, among), ({ counts: changed, revision }) => {
          expect(revision).toBeGreaterThanOrEqual(atLeast)
          const held = new Map([...(truth[since] ?? []), ...changed])
          const now = truth[revision]
          for (const one of among ?? keys) expect([one, held.get(one) ?? 0]).toEqual([one, now?.get(one) ?? 0])
          newest = Math.max(newest, revision)
        })
      }

      const step = (label: string, run: () => unknown) => ({ label, builder: async () => void (await run()) })
      s.scheduleSequence(
        events.map(({ key: one, count, names, nudges }) =>
          step(`${one} is ${count}`, () => {
            const revision = store.happen('s', one, count, names)
            truth[revision] = store.truth('s')
            happened[revision] = ticker.now()
            // Any of them may come late, twice, or be the one that is lost.
            for (let nth = 0; nth < nudges; nth += 1)
              void s.schedule(Promise.resolve(), `nudge ${revision}`).then(() => counts.nudge('s', revision))
          }),
        ),
      )
      for (const questions of readers) s.scheduleSequence(questions.map((one) => step('a question', () => ask(one))))
      s.scheduleSequence(waits.map((ms) => step(`${ms} ms`, () => ticker.advance(ms))))
      for (let nth = 0; nth < outages; nth += 1)
        s.scheduleSequence([step('away', () => store.leave()), step('back', () => store.comeBack())])
      for (let nth = 0; nth < crowds; nth += 1) {
        const others = keys.map((one) => `${nth} ${one}`)
        s.scheduleSequence([step('a crowd', () => void counts.read('other', others).catch(() => undefined))])
      }
      await s.waitIdle()

      // Whatever was, it comes to rest, and then tells the newest.
      store.comeBack()
      for (let look = 0; look < 4; look += 1) {
        await ticker.advance(LOOK_MS)
        await s.waitIdle()
      }
      expect((await Promise.all(open)).filter((wrong) => wrong !== undefined)).toEqual([])
      expect(counts.peek('s', [])?.revision ?? truth.length - 1).toBe(truth.length - 1)
      const last = await s.waitFor(counts.read('s', keys))
      expect(last.revision).toBe(truth.length - 1)
      expect(last.counts).toEqual(keys.map((one) => truth.at(-1)?.get(one) ?? 0))
      await counts.close()
    }),
    { numRuns: 500 },
  )
}, 60_000)
