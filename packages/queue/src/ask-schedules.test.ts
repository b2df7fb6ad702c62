import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { gatherAsks, type Depth } from './ask.ts'
import { BATCH, type ModerateJob } from './jobs.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const sites = ['s', 't'] as const
const ask = fc.record({
  site: fc.constantFrom(...sites),
  from: fc.nat(30),
  // Now and then more than a job holds.
  count: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.integer({ min: 190, max: 450 })),
})
/** Asks are added when a turn of the event loop ends, which no scheduler here knows of. */
const endOfTurn = () => new Promise((resolve) => setImmediate(resolve))

/** What becomes of an add: it is done; it is not; or it is, and its answer is lost. */
const outcome = fc.constantFrom('done', 'done', 'refused', 'lost')

test('in whatever order asks, adds, their failures and time come: what is asked is added after, unless it was told to be dropped', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.record({
        asks: fc.array(fc.array(ask, { maxLength: 5 }), { minLength: 1, maxLength: 3 }),
        outcomes: fc.array(outcome, { maxLength: 10 }),
        depths: fc.array(fc.boolean(), { maxLength: 4 }),
        waits: fc.array(fc.constantFrom(1, 20, 500, 1_000), { maxLength: 5 }),
        room: fc.constantFrom(20_000, 20_000, 300, 5),
      }),
      async (s, { asks: clients, outcomes, depths, waits, room }) => {
        let moment = 0
        let dropped = 0
        let deep = false
        let nth = 0
        const added: { job: ModerateJob; at: number; done: boolean }[] = []
        const underWay = new Set<string>()
        const wrong: string[] = []

        const add = async (job: ModerateJob): Promise<void> => {
          const { siteId, commentIds } = job
          if (underWay.has(siteId)) wrong.push('two jobs of one site are on their way')
          if (commentIds.length === 0 || commentIds.length > BATCH) wrong.push(`a job of ${commentIds.length}`)
          if (new Set(commentIds).size < commentIds.length) wrong.push('a comment twice in a job')
          if (commentIds.some((id) => !id.startsWith(siteId))) wrong.push('a comment of another site')
          underWay.add(siteId)
          const at = (moment += 1)
          await s.schedule(Promise.resolve(), `add ${commentIds.length} of ${siteId}`)
          underWay.delete(siteId)
          const became = outcomes[(nth += 1) - 1] ?? 'done'
          if (became !== 'refused') added.push({ job, at, done: became === 'done' })
          if (became !== 'done') throw new Error(`an add is ${became}`)
        }
        const depth: Depth = {
          isDeep: () => deep,
          glance: () => undefined,
          look: async () => {
            await s.schedule(Promise.resolve(), 'a look at the depth')
            return deep
          },
        }
        const say = (line: { event: string; [field: string]: unknown }) =>
          void (dropped += Number(line['dropped'] ?? 0))
        const log = { debug: say, info: say, warn: say, error: say }
        const asks = gatherAsks({ add, depth, log, heldAtMost: room })

        const asked = new Map<string, { at: number; times: number }>()
        for (const client of clients) {
          s.scheduleSequence(
            client.map(({ site, from, count }) => ({
              label: `${count} asks of ${site}`,
              builder: async () => {
                const commentIds = Array.from({ length: count }, (_, at) => `${site}${from + at}`)
                moment += 1
                for (const id of commentIds) asked.set(id, { at: moment, times: (asked.get(id)?.times ?? 0) + 1 })
                asks.ask({ siteId: site, commentIds })
              },
            })),
          )
        }
        s.scheduleSequence(
          depths.map((next) => ({ label: next ? 'deep' : 'room', builder: async () => void (deep = next) })),
        )
        s.scheduleSequence(
          waits.map((ms) => ({ label: `${ms} ms`, builder: async () => void (await vi.advanceTimersByTimeAsync(ms)) })),
        )
        await s.waitIdle()
        await endOfTurn()
        for (let turn = 0; turn < 60 && (vi.getTimerCount() > 0 || s.count() > 0); turn += 1) {
          await vi.advanceTimersByTimeAsync(500)
          await s.waitIdle()
          await endOfTurn()
        }

        expect(wrong).toEqual([])
        const missing = [...asked].filter(
          ([id, { at }]) => !added.some((one) => one.at > at && one.job.commentIds.includes(id)),
        )
        if (room === 20_000) expect([missing, dropped]).toEqual([[], 0])
        else if (missing.length > 0) expect(dropped).toBeGreaterThan(0)
        for (const [id, { times }] of asked) {
          const adds = added.filter(({ job, done }) => done && job.commentIds.includes(id)).length
          expect(adds).toBeLessThanOrEqual(times)
        }
        await asks.close()
      },
    ),
    { numRuns: 400 },
  )
}, 60_000)
