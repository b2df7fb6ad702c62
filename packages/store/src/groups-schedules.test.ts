import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inGroups } from './groups.ts'

/** A fault that is one item's own, and one that says nothing of any item. */
class BadItem extends Error {}
class Away extends Error {}

const item = fc.record({
  weight: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 10, max: 40 })),
  bad: fc.boolean(),
  whose: fc.constantFrom('a', 'b', 'c'),
})
const callers = fc.array(fc.array(item, { maxLength: 6 }), { minLength: 1, maxLength: 4 })

test('in whatever order calls come and runs end, each call gets its own answer, once, and a fault is nobody else’s', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      callers,
      fc.record({
        most: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 20, max: 60 })),
        inFlight: fc.integer({ min: 1, max: 3 }),
        away: fc.array(fc.boolean(), { maxLength: 8 }),
      }),
      async (s, clients, { most, inFlight, away }) => {
        type Item = { id: number; weight: number; whose: string; bad: boolean }
        const groups: Item[][] = []
        const done: number[] = []
        const lost = new Set<number>()
        let running = 0
        let lightRuns = 0
        const underWay = new Set<Item[]>()
        let runs = 0
        const run = async (items: Item[]): Promise<string[]> => {
          const isAway = away[(runs += 1) - 1] ?? false
          running += 1
          const isFirst = !groups.flat().includes(items[0] as Item)
          groups.push(items)
          const isLight = items.every(({ weight }) => weight <= most / 10)
          expect(running).toBeLessThanOrEqual(isLight || lightRuns > 0 ? inFlight + 1 : inFlight)
          lightRuns += Number(isLight)
          // Beyond what is usual only calls begin whose own are not under way.
          const others = [...underWay].flat().map(({ whose }) => whose)
          if (isFirst && isLight && running > inFlight && lightRuns === 1)
            expect(items.filter(({ whose }) => others.includes(whose))).toEqual([])
          underWay.add(items)
          await s.schedule(Promise.resolve(), `run of ${items.map(({ id }) => id).join()}`)
          running -= 1
          lightRuns -= Number(isLight)
          underWay.delete(items)
          if (isAway) {
            for (const { id } of items) lost.add(id)
            throw new Away(`away ${items.length}`)
          }
          const wrong = items.find(({ bad }) => bad)
          if (wrong) throw new BadItem(`${wrong.id} is bad among ${items.length}`)
          done.push(...items.map(({ id }) => id))
          return items.map(({ id }) => `answer to ${id}`)
        }
        const grouped = inGroups<Item, string>({
          most,
          inFlight,
          run,
          weigh: ({ weight }) => weight,
          of: ({ whose }) => whose,
          mayBeOneItem: (fault) => fault instanceof BadItem,
        })

        const called: Item[] = []
        const answers = new Map<number, unknown>()
        for (const items of clients) {
          s.scheduleSequence(
            items.map(({ weight, whose, bad }) => ({
              label: 'a call',
              builder: async () => {
                const one = { id: called.length, weight, whose, bad }
                called.push(one)
                const settled = (answer: unknown): void => {
                  expect(answers.has(one.id)).toBe(false)
                  answers.set(one.id, answer)
                }
                void grouped(one).then(settled, settled)
              },
            })),
          )
        }
        await s.waitIdle()

        expect(running).toBe(0)
        for (const { id, bad } of called) {
          const answer = answers.get(id)
          if (lost.has(id)) expect(answer).toBeInstanceOf(Away)
          else if (bad) expect(answer).toMatchObject({ message: `${id} is bad among 1` })
          else expect(answer).toBe(`answer to ${id}`)
        }
        const good = called.filter(({ id, bad }) => !bad && !lost.has(id)).map(({ id }) => id)
        expect(done.toSorted((a, b) => a - b)).toEqual(good)
        // First runs come in the order of the calls, but that light ones pass by; no group is heavier than it may be.
        const seen = new Set<number>()
        const first = groups.flat().filter(({ id }) => !seen.has(id) && seen.add(id))
        const inTheirTurn = first.filter(({ weight }) => weight > most / 10).map(({ id }) => id)
        expect(inTheirTurn).toEqual(inTheirTurn.toSorted((a, b) => a - b))
        expect(first).toHaveLength(called.length)
        for (const group of groups)
          if (group.length > 1) expect(group.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThanOrEqual(most)
      },
    ),
    { numRuns: 1_000 },
  )
})
