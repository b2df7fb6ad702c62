import { allowedFrom } from '@parley/moderation'
import type { Queue } from '@parley/queue'
import type { Log } from '@parley/runtime'
import type { Store } from '@parley/store'
import type { Metrics } from './metrics.ts'

type Deps = {
  store: { comments: Pick<Store['comments'], 'claimForAsking' | 'findFailing' | 'decide'> }
  queue: Pick<Queue, 'askAgain' | 'stillWaits'>
  log: Log
  metrics: Pick<Metrics, 'gaveUp'>
}

const CLAIM = 1_000
const FAILING = 200
/** Milliseconds until the next round: there may be more, what was asked last still waits, or all is asked. */
const REST = { more: 0, waits: 100, asked: 500 }

/**
 * One round: holds what its checks fail on for good, and asks again for what nobody has decided in time. It reads PostgreSQL
 * alone, because it must live outside the store whose loss it repairs; and it asks nothing while what it asked last still
 * waits, so that a backlog never grows by being looked at. A site whose comments cannot be held keeps no other one from either.
 */
export const sweepOnce = async (deps: Deps): Promise<keyof typeof REST> => {
  const [asked, held] = await Promise.allSettled([askDue(deps), holdFailing(deps)])
  if (held.status === 'rejected') throw held.reason
  if (asked.status === 'rejected') throw asked.reason
  return asked.value
}

const askDue = async ({ store, queue, log }: Deps): Promise<keyof typeof REST> => {
  if (await queue.stillWaits()) return 'waits' // throws while the queue is away: then nothing is claimed
  const due = await store.comments.claimForAsking(CLAIM)
  if (due.length === 0) return 'asked'
  await queue.askAgain(due)
  log.info({ event: 'sweep.asked', comments: due.length })
  return due.length === CLAIM ? 'more' : 'asked'
}

type Failing = Awaited<ReturnType<Store['comments']['findFailing']>>

const holdFailing = async (deps: Deps): Promise<void> => {
  const failing = await deps.store.comments.findFailing(FAILING)
  const bySite = Map.groupBy(failing, ({ siteId }) => siteId)
  const held = await Promise.allSettled([...bySite].map(([siteId, comments]) => hold(deps, siteId, comments)))
  const fault = held.find((one) => one.status === 'rejected')
  if (fault) throw fault.reason
}

const hold = async ({ store, log, metrics }: Deps, siteId: string, comments: Failing): Promise<void> => {
  const moves = comments.map(({ id, version }) => ({
    commentId: id,
    version,
    to: 'held' as const,
    from: allowedFrom('held', 'sweep'),
    reason: 'checks-failed' as const,
  }))
  const { answers } = await store.comments.decide({ siteId, actor: { kind: 'sweep' }, action: 'give-up', moves })
  const held = answers.filter(({ answer }) => answer === 'moved').map(({ commentId }) => commentId)
  metrics.gaveUp(held.length)
  if (held.length > 0) log.error({ event: 'sweep.held', siteId, commentIds: held, reason: 'checks-failed' })
}

/** Sweeps on a plain timer until it is stopped; stopping waits for the round under way. */
export const startSweep = (deps: Deps, rest = REST): { stop(): Promise<void> } => {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let failing = false
  const round = async (): Promise<void> => {
    let next: keyof typeof REST = 'asked'
    try {
      next = await sweepOnce(deps)
      failing = false
    } catch (err) {
      if (!failing) deps.log.warn({ event: 'sweep.failed', err }) // once an outage
      failing = true
    }
    if (!stopped) timer = setTimeout(run, rest[next])
  }
  let running = Promise.resolve()
  const run = (): void => {
    running = round()
  }
  run()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
