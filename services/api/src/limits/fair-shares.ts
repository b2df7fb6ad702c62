import { createCourtesy, type Log } from '@parley/runtime'

/** Has the comments of a site of which very many come go a little slower while calm sites write. */
export type FairShares = {
  /** When work on a comment of the site may begin: undefined for at once, as for every calm site. */
  place(siteId: string): Promise<void> | undefined
  /** A comment of the site is fit to be stored, undefined for at once. A calm site's never waits, and others wait for it until it
   *  is `settled`. */
  turn(siteId: string): Promise<void> | undefined
  /** What came of the site last was decided on. */
  settled(siteId: string): void
  close(): void
}

/** A site that sends more than this share of the comments of a second or two is not calm. */
export const LARGE_SHARE = 1 / 8
/** So long it may take until a calm site's comment is decided on where others wait for it. */
export const WAIT_AT_MOST_MS = 60
/** While calm sites write, a site that is not goes on with an eighth of the comments a second that it had before, and with so many at
 *  least. */
export const LEAST_A_SECOND = 200
const SLOWED_TO = 1 / 8
const WINDOW_MS = 1_000
/** Of more sites than these, those that wait for nothing are forgotten. */
const SITES = 100

/** @example const shares = createFairShares({ log }); await shares.turn('paper') */
export const createFairShares = ({
  log,
  now = () => performance.now(),
}: {
  log: Pick<Log, 'info'>
  now?: () => number
}): FairShares => {
  const courtesy = createCourtesy({ mostMs: WAIT_AT_MOST_MS, now })
  const sent = createWindows(now)
  const nextAt = new Map<string, number>()
  const told = createTold(log)

  /** Milliseconds until a comment of the site has its place among those that are evenly spread over a second. */
  const placeIn = (siteId: string): number => {
    const at = now()
    if (nextAt.size > SITES) for (const [site, next] of nextAt) if (next < at) nextAt.delete(site)
    const place = Math.max(at, nextAt.get(siteId) ?? 0)
    nextAt.set(siteId, place + 1_000 / Math.max(LEAST_A_SECOND, sent.usual(siteId) * SLOWED_TO))
    return place - at
  }

  return {
    place: (siteId) => {
      if (!courtesy.isAsked(siteId) || sent.share(siteId) < LARGE_SHARE) return undefined
      const ms = placeIn(siteId)
      if (ms < 1) return undefined
      told.slowed(siteId)
      return new Promise((go) => setTimeout(go, ms).unref())
    },
    turn: (siteId) => {
      sent.add(siteId, courtesy.isAsked(siteId))
      return sent.share(siteId) < LARGE_SHARE ? void courtesy.begin(siteId) : courtesy.turn(siteId)
    },
    settled: courtesy.end,
    close: courtesy.close,
  }
}

/** Tells once a second, and not of each comment, whose were slowed. */
const createTold = (log: Pick<Log, 'info'>) => {
  const slowed = new Map<string, number>()
  const tell = (): void => {
    for (const [siteId, comments] of slowed) log.info({ event: 'site.slowed', siteId, comments })
    slowed.clear()
  }
  return {
    slowed: (siteId: string): void => {
      if (slowed.size === 0) setTimeout(tell, WINDOW_MS).unref()
      slowed.set(siteId, (slowed.get(siteId) ?? 0) + 1)
    },
  }
}

/** What each site sent within the last second or two. */
const createWindows = (now: () => number) => {
  let [before, current] = [emptyWindow(), emptyWindow()]
  let endsAt = -Infinity
  const usual = new Map<string, number>() // of sites that sent very many

  const roll = (): void => {
    const at = now()
    if (at < endsAt) return
    if (!current.wasSlowed)
      for (const [siteId, count] of current.ofSite) {
        if (count > LEAST_A_SECOND) usual.set(siteId, count)
        else usual.delete(siteId)
      }
    before = at < endsAt + WINDOW_MS ? current : emptyWindow()
    current = emptyWindow()
    endsAt = at + WINDOW_MS
  }
  return {
    /** One more of the site. */
    add: (siteId: string, isSlowed: boolean): void => {
      roll()
      current.inAll += 1
      current.wasSlowed ||= isSlowed
      current.ofSite.set(siteId, (current.ofSite.get(siteId) ?? 0) + 1)
    },
    /** Of all comments; not a number before the first. */
    share: (siteId: string): number =>
      ((current.ofSite.get(siteId) ?? 0) + (before.ofSite.get(siteId) ?? 0)) / (current.inAll + before.inAll),
    /** Comments a second that the site sent last while nobody slowed it, where they were very many. */
    usual: (siteId: string): number => usual.get(siteId) ?? 0,
  }
}

const emptyWindow = () => ({ inAll: 0, wasSlowed: false, ofSite: new Map<string, number>() })
