import { setTimeout as delay } from 'node:timers/promises'
import type { Stage } from './acts.ts'
import type { Kept } from './world.ts'

/** A place in a comment's life at which a process dies, known by what it says to a store just then. */
export type CrashPoint = {
  group: number
  name: string
  kind: 'apis' | 'workers'
  store: 'database' | 'queue'
  from: 'call' | 'answer' | 'answer to a call'
  having: string
}

// Names of parameters that only a flush of drafts has, only an ask, and only the end of a job.
const [DRAFTS, ASK, JOB_ENDS] = ['"receipt_hash"', 'commentIds', ':completed']

/** Every crash point. What a store is told there, or answers, never arrives. */
export const crashPoints: CrashPoint[] = [
  {
    group: 1,
    name: 'an api dies before its drafts are committed',
    kind: 'apis',
    store: 'database',
    from: 'call',
    having: DRAFTS,
  },
  {
    group: 1,
    name: 'an api dies after its drafts are committed, before the 2xx',
    kind: 'apis',
    store: 'database',
    from: 'answer to a call',
    having: DRAFTS,
  },
  {
    group: 1,
    name: 'an api dies after a 2xx, before the queue is asked',
    kind: 'apis',
    store: 'queue',
    from: 'call',
    having: ASK,
  },
  {
    group: 1,
    name: 'an api dies after a moderator’s COMMIT, before the answer',
    kind: 'apis',
    store: 'database',
    from: 'answer',
    having: 'COMMIT',
  },
  {
    group: 2,
    name: 'a worker dies when it is given a job, before it scores',
    kind: 'workers',
    store: 'queue',
    from: 'answer',
    having: ASK,
  },
  {
    group: 2,
    name: 'a worker dies after a decision’s COMMIT, which it never hears of',
    kind: 'workers',
    store: 'database',
    from: 'answer',
    having: 'COMMIT',
  },
  {
    group: 2,
    name: 'a worker dies after a decision, before its job is done',
    kind: 'workers',
    store: 'queue',
    from: 'call',
    having: JOB_ENDS,
  },
]

/** How long a process may take to come by its crash point, in milliseconds; it is killed in any case. */
const COMES_BY_MS = 3_000

/** Kills a process at a crash point, and notes whether it came by there. */
export const crashAt = async ({ world, book, chance }: Stage, point: Omit<CrashPoint, 'group'>): Promise<void> => {
  const victim: Kept = chance.pick(world[point.kind])
  const { silenced, forget } = victim[point.store].silence(point.from, point.having)
  const came = await Promise.race([silenced.then(() => true), delay(COMES_BY_MS, false, { ref: false })])
  forget()
  book.crashes.push({ point: point.name, came })
  await victim.restart('SIGKILL')
}
