import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCounts } from './counts.ts'
import { fakeStore, settle, virtualTicker } from './fakes.ts'

const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const key = fc.constantFrom(...keys)

/** What may happen, in any order. */
const step = fc.oneof(
  fc.record({
    does: fc.constant('happen' as const),
    key,
    count: fc.nat(50),
    names: fc.array(key, { maxLength: 1 }),
    nudged: fc.boolean(),
  }),
  fc.record({ does: fc.constant('read' as const), keys: fc.uniqueArray(key, { minLength: 1 }) }),
  fc.record({ does: fc.constant('peek' as const), keys: fc.uniqueArray(key, { minLength: 1 }) }),
  fc.record({
    does: fc.constant('since' as const),
    back: fc.nat(6),
    keys: fc.option(fc.uniqueArray(key), { nil: undefined }),
  }),
  fc.record({ does: fc.constant('nudge' as const), revision: fc.nat(60) }),
  fc.record({ does: fc.constant('wait' as const), ms: fc.constantFrom(1, 10, 300, 1_100) }),
  fc.record({
    does: fc.constantFrom('hold' as const, 'release' as const, 'leave' as const, 'back' as const, 'crowd' as const),
  }),
)

test('whatever happens in whatever order, an answer is what was true at its revision, and revisions never go back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 2, max: 12 }), async (steps, entries) => {
      const store = fakeStore()
      const ticker = virtualTicker()
      const counts = createCounts({ store, ticker, log: { warn: () => {}, info: () => {} }, maxBytes: entries * 201 })
      const truth = [new Map<string, number>()] // by revision
      let newest = 0
      const check = (asked: string[], seen: { counts: number[]; revision: number }, atLeast: number): void => {
        expect(seen.revision).toBeGreaterThanOrEqual(atLeast)
        expect(seen.counts).toEqual(asked.map((one) => truth[seen.revision]?.get(one) ?? 0))
        newest = Math.max(newest, seen.revision)
      }
      const answered: Promise<unknown>[] = []
      const open = <T>(asked: Promise<T>, look: (answer: T) => void): void => {
        const wrong = asked.then(look, (fault: Error) => expect(fault.message).toBe('unavailable'))
        answered.push(
          wrong.then(
            () => undefined,
            (assertion: unknown) => assertion,
          ),
        )
      }

      for (const doing of steps) {
        if (doing.does === 'happen') {
          const revision = store.happen('s', doing.key, doing.count, doing.names)
          truth[revision] = store.truth('s')
          if (doing.nudged) counts.nudge('s', revision)
        } else if (doing.does === 'read') {
          const atLeast = newest
          open(counts.read('s', doing.keys), (seen) => check(doing.keys, seen, atLeast))
        } else if (doing.does === 'peek') {
          const seen = counts.peek('s', doing.keys)
          if (seen) check(doing.keys, seen, newest)
        } else if (doing.does === 'since') {
          const from = Math.max(0, newest - doing.back)
          const atLeast = newest
          open(counts.since('s', from, doing.keys), (changed) => {
            expect(changed.revision).toBeGreaterThanOrEqual(atLeast)
            const held = new Map([...(truth[from] ?? []), ...changed.counts])
            const now = truth[changed.revision]
            for (const one of doing.keys ?? keys) expect([one, held.get(one) ?? 0]).toEqual([one, now?.get(one) ?? 0])
            newest = Math.max(newest, changed.revision)
          })
        } else if (doing.does === 'nudge') counts.nudge('s', doing.revision)
        else if (doing.does === 'wait') await ticker.advance(doing.ms)
        else if (doing.does === 'hold') store.hold()
        else if (doing.does === 'release') await store.release()
        else if (doing.does === 'leave') store.leave()
        else if (doing.does === 'back') store.comeBack()
        else await Promise.race([counts.read('other', ['1', '2', '3', '4']).catch(() => {}), settle()])
        await Promise.resolve()
      }
      store.comeBack()
      await store.release()
      await ticker.advance(1_000)
      expect((await Promise.all(answered)).filter((wrong) => wrong !== undefined)).toEqual([])
      expect(counts.peek('s', [])?.revision ?? truth.length - 1).toBe(truth.length - 1)
      const last = await counts.read('s', keys)
      check(keys, last, truth.length - 1)
      await counts.close()
    }),
    { numRuns: 1_000 },
  )
}, 60_000)
