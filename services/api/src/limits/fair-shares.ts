import { createCourtesy, type Leave } from '@parley/runtime'

/** Has the comments of a site of which very many come wait for those of calm sites. */
export type FairShares = {
  /** A comment of the site came: answers, once its turn has come, what to call when it is stored or refused. A calm site's turn is
   *  at once, and others wait for it until it is `settled`. */
  enter(siteId: string): Leave | Promise<Leave>
  /** When a comment of the site that is under way may be stored: undefined for at once. */
  turn(siteId: string): Promise<void> | undefined
  /** What came of the site last was decided on, or refused. */
  settled(siteId: string): void
  close(): void
}

/** A site that sends more than this share of the comments of a second or two is not calm. */
export const LARGE_SHARE = 1 / 8
/** Comments of sites that are not calm which may be under way at once while others write: each takes the processors for a while. */
export const AT_ONCE = 4
/** So long it may take until a calm site's comment is decided on where others wait for it. */
export const WAIT_AT_MOST_MS = 60
const WINDOW_MS = 1_000

/** @example const leave = await shares.enter('paper'); leave() */
export const createFairShares = (now: () => number = () => performance.now()): FairShares => {
  const courtesy = createCourtesy({ mostMs: WAIT_AT_MOST_MS, atOnce: AT_ONCE, now })
  const sent = createShares(now)

  return {
    enter: (siteId) => {
      sent.add(siteId)
      if (sent.share(siteId) < LARGE_SHARE) {
        courtesy.begin(siteId)
        return () => undefined
      }
      return courtesy.enter()
    },
    turn: (siteId) => {
      const turn = courtesy.turn()
      return turn && sent.share(siteId) >= LARGE_SHARE ? turn : undefined
    },
    settled: courtesy.end,
    close: courtesy.close,
  }
}

/** What each site sent of all that was sent within the last second or two. */
const createShares = (now: () => number) => {
  let [before, current] = [emptyWindow(), emptyWindow()]
  let endsAt = -Infinity
  const roll = (): void => {
    const at = now()
    if (at < endsAt) return
    before = at < endsAt + WINDOW_MS ? current : emptyWindow()
    current = emptyWindow()
    endsAt = at + WINDOW_MS
  }
  return {
    /** One more of the site. */
    add: (siteId: string): void => {
      roll()
      current.inAll += 1
      current.ofSite.set(siteId, (current.ofSite.get(siteId) ?? 0) + 1)
    },
    share: (siteId: string): number =>
      ((current.ofSite.get(siteId) ?? 0) + (before.ofSite.get(siteId) ?? 0)) / (current.inAll + before.inAll),
  }
}

const emptyWindow = () => ({ inAll: 0, ofSite: new Map<string, number>() })
