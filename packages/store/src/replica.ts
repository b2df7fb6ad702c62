import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { isStoreAway, openReader, type Db } from './database.ts'
import type { Known } from './known.ts'

/** Where public reads may go besides the primary. */
export type ReadOptions = {
  /** A streaming replica of the store's database. */
  url: string
  /** What this process was told of its sites; no read is answered from before that. */
  known: Known
  /** The replica is read from now on, or no longer and why; also once where it cannot be read from the start. */
  onChange?: (used: boolean, why?: string) => void
}

/** Reads that may be answered by a replica. */
export type Replica = {
  /** Answers from the replica when it is as new as it must be for this site, else from the primary. */
  read<T>(siteId: string, run: (db: Db) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const LOOK_MS = 250
/** How far behind the primary a replica may be to be read at all. */
const BEHIND_MS = 1_000
/** A replica that does not answer by then is left; its reader is answered by the primary. */
const PATIENCE_MS = 1_000
const MARKS = 8
/** One that is not read by then is told of: it may be the wrong address. */
const UNREAD_MS = 3_000
const CLOSE_MS = 1_000
const BEHIND = 'it is behind'

/**
 * Opens a replica. Four times a second a mark is taken in the primary's write-ahead log, and the replica asked how far it has come:
 * when its newest mark is older than a second, or it does not answer, nobody is sent there. So a reader's view is at most that
 * old; and of a site that this process was told of, by a nudge, a count or a decision of its own, never older than what it was told.
 */
export const openReplica = ({
  url,
  known,
  onChange = () => undefined,
  primary,
  poolSize,
}: ReadOptions & { primary: Db; poolSize: number }): Replica => {
  const open = (): Db => openReader(url, poolSize, PATIENCE_MS)
  let replica = open()
  let freshAsOf = -Infinity
  let marks: { at: number; log: bigint }[] = []
  let used = false
  let told = false
  let why = BEHIND
  let closed = false
  const opened = performance.now()

  const isFresh = (): boolean => performance.now() - freshAsOf <= BEHIND_MS
  const tell = (): void => {
    const isLate = !told && performance.now() - opened > UNREAD_MS
    if (used === isFresh() && !isLate) return
    used = isFresh()
    told = true
    if (used) onChange(true)
    else onChange(false, why)
  }
  const look = async (): Promise<void> => {
    const at = performance.now()
    const [now] = (await sql<{ log: string }>`select pg_current_wal_flush_lsn()::text as log`.execute(primary)).rows
    if (now) marks = [...marks, { at, log: placeOf(now.log) }].slice(-MARKS)
    const { rows } = await sql<{ log: string | null }>`
      select case when pg_is_in_recovery() then pg_last_wal_replay_lsn()::text end as log`.execute(replica)
    const log = rows[0]?.log
    why = log ? BEHIND : 'it is no replica' // but was promoted, or never was one
    if (!log) return
    const reached = marks.filter((mark) => mark.log <= placeOf(log))
    freshAsOf = Math.max(freshAsOf, ...reached.map((mark) => mark.at))
  }
  const leave = (): void => {
    freshAsOf = -Infinity
    // Its connections may never answer again: later looks get others.
    const left = replica
    replica = open()
    left.destroy().catch(() => undefined)
  }
  const looking = async (): Promise<void> => {
    await look().catch((fault: unknown) => {
      why = `it cannot be asked (${fault instanceof Error && 'code' in fault ? String(fault.code) : 'no answer'})`
      if (!closed) leave()
    })
    if (closed) return
    tell()
    timer = setTimeout(() => (looked = looking()), LOOK_MS)
    timer.unref()
  }
  let timer: NodeJS.Timeout | undefined
  let looked = looking()

  const fromReplica = <T>(siteId: string, run: (db: Db) => Promise<T>): Promise<{ answer: T } | undefined> =>
    replica.connection().execute(async (held) => {
      const { rows } = await sql<{ revision: number }>`select revision from site where id = ${siteId}`.execute(held)
      const [site] = rows
      if (!site || site.revision < known.of(siteId)) return undefined
      known.note(siteId, site.revision)
      return { answer: await run(held) }
    })
  return {
    read: async (siteId, run) => {
      if (!isFresh()) return run(primary)
      const found = await fromReplica(siteId, run).catch((fault: unknown) => {
        if (isStoreAway(fault)) freshAsOf = -Infinity // until the next look
        return undefined
      })
      return found ? found.answer : run(primary)
    },
    close: async () => {
      closed = true
      clearTimeout(timer)
      await looked
      await Promise.race([replica.destroy(), delay(CLOSE_MS, undefined, { ref: false })]) // it may not even say goodbye
    },
  }
}

/** A place in the write-ahead log, such as 16/B374D848, as a number. */
const placeOf = (log: string): bigint => {
  const [high = '', low = ''] = log.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}
