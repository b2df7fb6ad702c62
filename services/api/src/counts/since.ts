import { MAX_COUNTS } from '@parley/contracts'
import type { Seen } from './follower.ts'
import type { CountsStore } from './ports.ts'

/** A cursor further back than so many events is told to start afresh. */
export const WINDOW = 100_000

/** What changed after a revision: counts by key. */
export type Changed = {
  counts: [key: string, count: number][]
  revision: number
  generation: number
  more?: true
  reset?: true
}

type Needs = {
  peek(siteId: string, keys: readonly string[]): Seen | undefined
  ask(siteId: string, keys: readonly string[]): Promise<Seen>
  changes: CountsStore['counts']['changes']
  window?: number
}

/** Tells what changed after a revision: from memory where it can, else from the store. */
export const createSince = ({ peek, ask, changes, window = WINDOW }: Needs) => {
  const peekSince = (siteId: string, since: number, keys?: readonly string[]): Changed | undefined => {
    const now = peek(siteId, [])
    if (!now || since > now.revision) return undefined
    const { revision, generation } = now
    if (revision - since > window) return { counts: [], revision, generation, reset: true }
    if (revision === since) return { counts: [], revision, generation }
    const there = keys && peek(siteId, keys)
    return there && { counts: changedAfter(since, keys, there), revision, generation }
  }

  const since = async (siteId: string, after: number, keys?: readonly string[]): Promise<Changed> => {
    const found = peekSince(siteId, after, keys)
    if (found) return found
    let at = peek(siteId, []) ?? (await ask(siteId, []))
    // Another process may have told of events that this one has yet to see.
    if (after > at.revision) at = await ask(siteId, [])
    if (after > at.revision) return { counts: [], revision: at.revision, generation: at.generation, reset: true }
    const near = peekSince(siteId, after, keys)
    if (near) return near
    if (keys) {
      const there = await ask(siteId, keys)
      return { counts: changedAfter(after, keys, there), revision: there.revision, generation: there.generation }
    }
    const page = await changes(siteId, after, MAX_COUNTS.changes)
    const counts = page.changes.flatMap(({ keys: names, count }) => names.map((key): [string, number] => [key, count]))
    const upTo = page.more ? (page.changes.at(-1)?.revision ?? after) : page.revision
    // What this process said once must not be ahead of what it says next.
    const { generation } = upTo > at.revision ? await ask(siteId, []) : at
    return { counts, revision: upTo, generation, ...(page.more && { more: true }) }
  }

  return { peekSince, since }
}

const changedAfter = (since: number, keys: readonly string[], { counts, revisions }: Seen): [string, number][] =>
  keys.flatMap((key, at): [string, number][] =>
    (revisions[at] as number) > since ? [[key, counts[at] as number]] : [],
  )
