import { randomBytes } from 'node:crypto'
import type { Subject, Verdict } from '@parley/moderation'
import { openModerationWorker, openQueue, type Asked, type Queue, type Recovery } from '@parley/queue'
import { createLog, type Log } from '@parley/runtime'
import type { Store } from '@parley/store'
import { createMetrics, moderate, startSweep } from '@parley/worker'
import { draftOf, rowsOf } from './store.ts'

const silent = createLog({ service: 'test', level: 'silent' })

type Parts = {
  store: Store
  log?: Log
  queueUrl: string
  concurrency?: number
  recovery?: Recovery
  judgeSubject?: (subject: Subject) => Verdict
  /** Runs before each job. */
  before?: (asked: Asked) => Promise<void>
}

/** A worker of this process, put together like the real one but for what is given. */
export const startParts = async (parts: Parts): Promise<AsyncDisposable & { queue: Queue }> => {
  const { store, log = silent, queueUrl: url, concurrency = 2, recovery, judgeSubject, before } = parts
  await using stack = new AsyncDisposableStack()
  const onEmptied = async () => void (await store.comments.voidLeases())
  const upkeepEveryMs = { recount: 60_000, purge: 60_000, learn: 60_000, 'rebuild-model': 60_000 }
  const keeper = { onEmptied, upkeepEveryMs }
  const queue = stack.use(await openQueue({ url, log, keeper }))
  const metrics = createMetrics({ store, queue })
  const work = moderate({ store, queue, log, metrics, ...(judgeSubject && { judgeSubject }) })
  const run = async (asked: Asked) => {
    await before?.(asked)
    await work(asked)
  }
  stack.use(await openModerationWorker({ url, log, concurrency, moderate: run, ...(recovery && { recovery }) }))
  stack.defer(startSweep({ store, queue, log, metrics }).stop)
  const kept = stack.move()
  return { queue, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** Words that no other text shares: comments of a test are not copies of each other. */
export const ownWords = (): string =>
  Array.from({ length: 12 }, () =>
    randomBytes(4)
      .toString('hex')
      .replaceAll(/\d/g, (digit) => 'ghijklmnop'[+digit] ?? ''),
  ).join(' ')

/** Stores comments on ten articles; answers their ids. */
export const submitMany = async (
  store: Store,
  count: number,
  bodyOf: (at: number) => string = ownWords,
): Promise<string[]> => {
  const drafts = Array.from({ length: count }, (_, at) => draftOf({ articleKey: `news-${at % 10}`, body: bodyOf(at) }))
  const submitted = await Promise.all(drafts.map((draft) => store.comments.submit(draft)))
  return submitted.map((answer) => {
    if (answer.kind !== 'accepted') throw new Error(`not accepted: ${answer.kind}`)
    return answer.id
  })
}

/** Comments that got no first decision, or more than one. Whatever was retried, killed or delivered twice, there are none. */
export const wronglyDecided = (url: string): Promise<{ id: string; decisions: number }[]> =>
  rowsOf(
    url,
    `select c.id, count(e.*)::int as decisions from comment c
     left join event e on e.site_id = c.site_id and e.comment_id = c.id and e.version = c.version
       and e.kind = 'status' and e.from_version_status = 'pending'
     group by c.id having count(e.*) <> 1`,
  )

/** How many versions still wait for a first decision. */
export const pendingIn = async (store: Store): Promise<number> => (await store.stats()).pending
