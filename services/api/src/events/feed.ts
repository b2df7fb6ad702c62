import type { CommentEvent } from '@parley/store'
import { within, type Applied, type CountChange, type Counts, type Ticker } from '../counts/index.ts'

/** So many of a site's events can be told again to a reader that comes back; older ones are answered with a reset. */
export const WINDOW = 1_000
const RETRY_MS = 500

/** What happened in a site after `from` up to `to`; `reset` when it cannot be told. */
export type Step = { from: number; to: number } & (
  | { reset: true }
  | { reset?: never; counts: readonly CountChange[]; comments: readonly CommentEvent[] }
)

/** The news of one site, in order, for all who read them in this process. */
export type Feed = {
  /** The revision up to which news were handed out. */
  at(): number
  /** Waits until the news reached a revision. */
  reached(revision: number): Promise<void>
  /** The comments' news between two revisions, from memory where it holds them; undefined when they are too old. */
  replay(after: number, upTo: number): Promise<readonly CommentEvent[] | undefined>
  close(): void
}

type Needs = {
  siteId: string
  counts: Pick<Counts, 'watch' | 'read'>
  events: { comments(siteId: string, after: number, upTo: number): Promise<CommentEvent[]> }
  ticker: Ticker
  deliver(step: Step): Promise<void>
}

/** Opens the feed of a site: one query a step whatever the number of readers, none while nothing happens. */
export const openFeed = async ({ siteId, counts, events, ticker, deliver }: Needs): Promise<Feed> => {
  let at = -1
  let target = -1
  let pending: CountChange[] = []
  let broken = false
  let pumping = false
  let closed = false
  /** The newest news, those after `base`. */
  let log: CommentEvent[] = []
  let base = 0
  let loading: Promise<void> | undefined
  let starts = 0
  const waiting = new Set<() => void>()

  const ask = (after: number, upTo: number) => within(ticker, events.comments(siteId, after, upTo))
  const pause = () => new Promise<void>((resolve) => void ticker.after(RETRY_MS, resolve))

  const moveTo = (revision: number): void => {
    at = revision
    base = Math.max(base, at - WINDOW)
    if (log.length > WINDOW) log = log.filter((one) => one.revision > base)
    for (const wake of waiting) wake()
    waiting.clear()
  }

  /** Starts over where the site stands now, after its history became another or news came that do not follow on. */
  const startOver = async (): Promise<Step> => {
    pending = []
    const { revision } = await counts.read(siteId, [])
    broken = false
    target = Math.max(target, revision)
    log = []
    base = revision
    starts += 1
    return { from: revision, to: revision, reset: true }
  }

  const next = async (): Promise<Step> => {
    if (broken) return startOver()
    const [from, to, changes] = [at, target, pending]
    pending = []
    try {
      if (to - from > WINDOW) return await startOver()
      const comments = await ask(from, to)
      if (broken) return await startOver()
      log.push(...comments)
      return { from, to, counts: changes, comments }
    } catch (fault) {
      pending = [...changes, ...pending]
      throw fault
    }
  }

  const pump = async (): Promise<void> => {
    if (pumping) return
    pumping = true
    while (!closed && (broken || target > at)) {
      const step = await next().catch(() => undefined) // the store is away, which the counts tell the log
      if (closed) break
      if (step === undefined) await pause()
      else {
        moveTo(step.to)
        await deliver(step)
      }
    }
    pumping = false
  }

  const applied = ({ from, to, changes }: Applied): void => {
    if (target >= 0 && from !== target) broken = true
    target = to
    pending.push(...changes)
    if (at >= 0) void pump()
  }
  const dropped = (): void => {
    broken = true
    target = -1
    if (at >= 0) void pump()
  }
  const stop = counts.watch(siteId, { applied, dropped })
  const { revision } = await counts.read(siteId, []).catch((fault: unknown) => {
    stop()
    throw fault
  })
  at = Math.max(target, revision)
  target = at
  base = at
  pending = []
  broken = false

  const reached = (wanted: number): Promise<void> =>
    at >= wanted || closed
      ? Promise.resolve()
      : within(ticker, new Promise<void>((resolve) => void waiting.add(resolve))).then(() => reached(wanted))

  return {
    at: () => at,
    reached,
    replay: async (after, upTo) => {
      const oldest = at - WINDOW
      if (after < oldest) return undefined
      if (after < base) {
        const begun = starts
        loading ??= ask(Math.max(0, oldest), base)
          .then((older) => {
            if (starts !== begun) return // what it would be put before is gone
            log = [...older.filter((one) => one.revision <= base), ...log]
            base = Math.max(0, oldest)
          })
          .finally(() => (loading = undefined))
        await loading
        if (after < base) return undefined
      }
      return log.filter((one) => one.revision > after && one.revision <= upTo)
    },
    close: () => {
      closed = true
      stop()
      moveTo(at)
    },
  }
}
