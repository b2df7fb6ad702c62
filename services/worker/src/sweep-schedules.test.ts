import { createLog } from '@parley/runtime'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sweepOnce } from './sweep.ts'

const log = createLog({ service: 'test', level: 'silent' })

type Comment = {
  siteId: string
  id: string
  version: number
  status: 'pending' | 'held' | 'published'
  leasedUntil: number
  fails: boolean
}

const story = fc.record({
  comments: fc.array(fc.record({ site: fc.constantFrom('s', 't'), fails: fc.boolean() }), { maxLength: 8 }),
  rounds: fc.tuple(fc.nat(4), fc.nat(4)),
  jobs: fc.nat(6),
  losses: fc.nat(2),
  outages: fc.array(fc.constantFrom('store', 'queue'), { maxLength: 2 }),
  hours: fc.nat(3),
})

test('in whatever order two sweeps, the workers and the losses of the queue come: what is claimed is asked, what fails is held once, and all is decided in the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), story, async (s, { comments: wanted, rounds, jobs, losses, outages, hours }) => {
      const stored = wanted.map(({ site, fails }, at): Comment => ({
        siteId: site,
        id: `c${at}`,
        version: 1,
        status: 'pending',
        leasedUntil: 0,
        fails,
      }))
      let now = 0
      const away = new Set<string>()
      let waiting: { by: number; ids: string[] }[] = []
      let gaveUp = 0
      const wrong: string[] = []
      const pending = () => stored.filter(({ status }) => status === 'pending')

      /** Two steps of the schedule: up to what is done, and from there to its answer. */
      const through = async <T>(server: string, verb: string, act: () => T): Promise<T> => {
        await s.schedule(Promise.resolve(), `${verb} is on its way`)
        if (away.has(server)) throw new Error(`the ${server} is away`)
        const done = act()
        await s.schedule(Promise.resolve(), `${verb} is answered`)
        return done
      }
      type Deps = Parameters<typeof sweepOnce>[0]
      const sweeper = (by: number) => {
        let mayClaim = false
        let claimed: string[] = []
        const store: Deps['store'] = {
          comments: {
            findFailing: () => through('store', 'failing', () => pending().filter(({ fails }) => fails)),
            claimForAsking: (limit) =>
              through('store', 'claim', () => {
                if (!mayClaim) wrong.push('claimed although nobody said that nothing waits')
                mayClaim = false
                const isDue = ({ leasedUntil, fails }: Comment): boolean => !fails && leasedUntil <= now
                const due = pending().filter(isDue).slice(0, limit)
                for (const one of due) one.leasedUntil = now + 1
                claimed = due.map(({ id }) => id)
                return due.map(({ siteId, id }) => ({ siteId, id }))
              }),
            decide: ({ siteId, actor, moves }) =>
              through('store', 'decide', () => ({
                decisionId: 'd',
                revision: 1,
                answers: moves.map((move) => {
                  const one = stored.find(({ id }) => id === move.commentId)
                  if (actor.kind !== 'sweep' || move.to !== 'held' || one?.siteId !== siteId || !one.fails)
                    wrong.push(`${actor.kind} makes ${move.commentId} of ${siteId} ${move.to}`)
                  if (one?.status !== 'pending') return { commentId: move.commentId, answer: 'already' as const }
                  one.status = 'held'
                  return { commentId: move.commentId, answer: 'moved' as const }
                }),
              })),
          },
        }
        const queue: Deps['queue'] = {
          stillWaits: () =>
            through('queue', 'depth', () => {
              const waits = waiting.some((job) => job.by === by)
              mayClaim = !waits
              return waits
            }),
          askAgain: (due) =>
            through('queue', 'ask', () => {
              const ids = due.map(({ id }) => id)
              if (ids.join() !== claimed.join()) wrong.push(`asks for ${ids} having claimed ${claimed}`)
              void waiting.push({ by, ids })
            }),
        }
        const deps: Deps = { store, queue, log, metrics: { gaveUp: (count) => void (gaveUp += count) } }
        return () => sweepOnce(deps).catch((fault: Error) => fault.message)
      }
      /** A worker takes a job: what its checks fail on stays as it is. */
      const work = (): void => {
        for (const id of waiting.shift()?.ids ?? [])
          for (const one of stored)
            if (one.id === id && one.status === 'pending' && !one.fails) one.status = 'published'
      }

      const sweepers = [sweeper(0), sweeper(1)] as const
      const step = (label: string, builder: () => unknown) => ({ label, builder: async () => void builder() })
      // A sweep's rounds come one after the other, however long each takes.
      const sweeping = sweepers.map(async (sweep, by) => {
        for (let round = 0; round < rounds[by as 0 | 1]; round += 1) {
          await s.schedule(Promise.resolve(), `a round of ${by}`)
          const ended = await sweep()
          if (!/^(?:more|waits|asked|the (?:store|queue) is away)$/.test(ended)) wrong.push(ended)
        }
      })
      s.scheduleSequence(Array.from({ length: jobs }, () => step('a job', work)))
      s.scheduleSequence(Array.from({ length: losses }, () => step('the queue is lost', () => (waiting = []))))
      s.scheduleSequence(Array.from({ length: hours }, () => step('time', () => (now += 1))))
      for (const server of outages)
        s.scheduleSequence([
          step(`no ${server}`, () => away.add(server)),
          step(`the ${server} again`, () => away.delete(server)),
        ])
      await s.waitIdle()
      await Promise.all(sweeping)

      away.clear()
      for (let round = 0; round < 4; round += 1) {
        now += 1
        for (const sweep of sweepers) await s.waitFor(sweep())
        while (waiting.length > 0) work()
      }
      expect(wrong).toEqual([])
      const failing = stored.filter(({ fails }) => fails)
      expect(stored.map(({ status }) => status)).toEqual(stored.map(({ fails }) => (fails ? 'held' : 'published')))
      // A hold whose answer never came is one that nobody counted.
      expect(gaveUp).toBeLessThanOrEqual(failing.length)
      if (outages.length === 0) expect(gaveUp).toBe(failing.length)
    }),
    { numRuns: 500 },
  )
}, 60_000)
