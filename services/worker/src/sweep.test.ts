import { createLog } from '@parley/runtime'
import { expect, test } from 'vitest'
import { startSweep, sweepOnce } from './sweep.ts'

const log = createLog({ service: 'test', level: 'silent' })

/** A store and a queue that remember what was asked of them. */
const fakes = ({
  due = 0,
  failing = 0,
  waits = async () => false,
  stuck,
}: {
  due?: number
  failing?: number
  waits?: () => Promise<boolean>
  /** A site whose comments cannot be held. */
  stuck?: string
}) => {
  const calls: string[] = []
  const some = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ siteId: `s${at % 2}`, id: `c${at}`, version: 1 }))
  const comments = {
    findFailing: async () => some(failing),
    claimForAsking: async (limit: number) => {
      calls.push(`claim ${limit}`)
      return some(due)
    },
    decide: async ({
      siteId,
      actor,
      moves,
    }: {
      siteId: string
      actor: { kind: string }
      moves: { commentId: string; to: string; reason?: string | undefined }[]
    }) => {
      if (siteId === stuck) throw new Error('locked')
      calls.push(
        `decide ${siteId} by ${actor.kind}: ${moves.map(({ commentId, to, reason }) => `${commentId} ${to} ${reason}`).join(', ')}`,
      )
      return {
        decisionId: 'd',
        revision: 1,
        answers: moves.map(({ commentId }) => ({ commentId, answer: 'moved' as const })),
      }
    },
  }
  const queue = {
    stillWaits: waits,
    askAgain: async (asked: readonly { id: string }[]) => void calls.push(`ask ${asked.length}`),
  }
  return { calls, deps: { store: { comments }, queue, log, metrics: { gaveUp: () => undefined } } }
}

test('what is due is asked for, and a full claim means there may be more', async () => {
  const { calls, deps } = fakes({ due: 3 })
  expect(await sweepOnce(deps)).toBe('asked')
  expect(calls).toEqual(['claim 1000', 'ask 3'])
  expect(await sweepOnce(fakes({ due: 1_000 }).deps)).toBe('more')
})

test('nothing is claimed while what was asked last still waits', async () => {
  const { calls, deps } = fakes({ due: 3, waits: async () => true })
  expect(await sweepOnce(deps)).toBe('waits')
  expect(calls).toEqual([])
})

test('nothing is claimed while the queue is away', async () => {
  const { calls, deps } = fakes({ due: 3, waits: () => Promise.reject(new Error('gone')) })
  await expect(sweepOnce(deps)).rejects.toThrow('gone')
  expect(calls).toEqual([])
})

test('what its checks fail on is held, site by site, even while a backlog waits', async () => {
  const { calls, deps } = fakes({ failing: 3, waits: async () => true })
  await sweepOnce(deps)
  expect(calls).toEqual([
    'decide s0 by sweep: c0 held checks-failed, c2 held checks-failed',
    'decide s1 by sweep: c1 held checks-failed',
  ])
})

test('a site whose comments cannot be held keeps no other one from being held or asked for', async () => {
  const { calls, deps } = fakes({ failing: 3, due: 3, stuck: 's0' })
  await expect(sweepOnce(deps)).rejects.toThrow('locked')
  expect(calls.toSorted()).toEqual(['ask 3', 'claim 1000', 'decide s1 by sweep: c1 held checks-failed'])
})

test('it sweeps again and again, through failures, until it is stopped', async () => {
  const counting = () => {
    let rounds = 0
    const waits = async () => {
      rounds += 1
      if (rounds === 2) throw new Error('gone')
      return false
    }
    return { rounds: () => rounds, sweep: startSweep(fakes({ waits }).deps, { more: 0, waits: 1, asked: 1 }) }
  }
  const stopped = counting()
  await expect.poll(stopped.rounds).toBeGreaterThan(4)
  await stopped.sweep.stop()
  const stoppedAt = stopped.rounds()
  const other = counting()
  await expect.poll(other.rounds).toBeGreaterThan(4)
  await other.sweep.stop()
  expect(stopped.rounds()).toBe(stoppedAt)
})
