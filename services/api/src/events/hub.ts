import type { ServerResponse } from 'node:http'
import { ProblemError } from '@parley/contracts'
import type { Store } from '@parley/store'
import { createKeys, systemTicker, type Counts, type KeySite, type Ticker } from '../counts/index.ts'
import { end, openConnection, send } from './connection.ts'
import { beatText, frameOf, resetText, RETRY_TEXT, type Frame } from './frames.ts'
import { createPlaces, type StreamLimits } from './limits.ts'
import { openSiteStream, type Place, type Reader, type SiteStream } from './site-stream.ts'

/** What a reader asked for. `after` is the id it saw last, as it says; what is no revision of ours is answered by a reset. */
export type Wanted = { site: KeySite; articles: readonly string[]; after?: string | undefined; network: string }

/** The streams that this process serves. */
export type Events = {
  /** Takes a place for what is wanted, or throws the problem; the answer then streams until the reader leaves. */
  admit(wanted: Wanted): (outgoing: ServerResponse, headers: Record<string, string>) => void
  size(): { readers: number; sites: number; dropped: number }
  /** The names that a site's readers gave may lead to other keys now: each is told to read afresh, and comes back with them. */
  renew(siteId: string): void
  close(): Promise<void>
}

/** How often a silent stream is kept alive, below the minute after which proxies give up; a slice of them every second. */
const BEAT_SECONDS = 20

type Open = { stream: SiteStream; readers: number }

/** Serves streams of the sites' news; each site is followed once, while somebody reads it. */
export const createEvents = ({
  store,
  counts,
  limits,
  log,
  ticker = systemTicker,
}: {
  store: Pick<Store, 'events'>
  counts: Pick<Counts, 'watch' | 'read' | 'since'>
  limits: StreamLimits
  log: { warn(line: object): void }
  ticker?: Ticker
}): Events => {
  const keysOf = createKeys()
  const places = createPlaces(limits)
  const sites = new Map<string, Open>()
  const slots: Map<Reader, SiteStream>[] = Array.from({ length: BEAT_SECONDS }, () => new Map())
  const leaving = new Set<Reader>()
  let opened = 0
  let dropped = 0
  let closed = false

  /** It gets one last word, which tells it to read afresh, and its connection ends. */
  const dismiss = (reader: Reader, revision: number, stream: SiteStream): void => {
    stream.leave(reader)
    leaving.add(reader)
    end(reader, frameOf(resetText(revision)))
  }
  /** Its buffer is full. */
  const tooSlow = (reader: Reader, revision: number, stream: SiteStream): void => {
    dropped += 1
    dismiss(reader, revision, stream)
  }

  const openSite = (siteId: string): Open => {
    const known = sites.get(siteId)
    if (known) return known
    const stream: SiteStream = openSiteStream({
      siteId,
      store,
      counts,
      ticker,
      tooSlow: (reader, revision) => tooSlow(reader, revision, stream),
    })
    const open = { stream, readers: 0 }
    sites.set(siteId, open)
    return open
  }
  const closeSite = (siteId: string, open: Open): void => {
    open.readers -= 1
    if (open.readers > 0) return
    if (sites.get(siteId) === open) sites.delete(siteId)
    open.stream.close()
  }

  /** Its listener lives as long as the stream, so it holds nothing but what it needs. */
  const seat = (reader: Reader, siteId: string, leave: () => void): Open => {
    const open = openSite(siteId)
    const slot = slots[(opened += 1) % BEAT_SECONDS] as Map<Reader, SiteStream>
    slot.set(reader, open.stream)
    open.readers += 1
    reader.socket.once('close', () => {
      leave()
      slot.delete(reader)
      leaving.delete(reader)
      open.stream.leave(reader)
      closeSite(siteId, open)
    })
    return open
  }

  const beatFrames = createBeats()
  const beat = (turn: number): void => {
    for (const reader of leaving) reader.socket.destroy()
    for (const [reader, stream] of slots[turn] ?? []) {
      if (!reader.channel) continue
      const at = Math.max(reader.at, stream.at())
      if (!send(reader, beatFrames(at))) tooSlow(reader, at, stream)
    }
    cancel = ticker.after(1_000, () => beat((turn + 1) % BEAT_SECONDS))
  }
  let cancel = ticker.after(1_000, () => beat(0))

  return {
    admit: ({ site, articles, after, network }) => {
      if (closed) throw new ProblemError('unavailable', { headers: { 'Retry-After': '2' } })
      const keys = keysOf(site, articles, 'query')
      const names = keys.length === 0 ? undefined : Map.groupBy(articles, (_, at) => keys[at] as string)
      const leave = places.take(network)
      return (outgoing, headers) => {
        const connection = openConnection(outgoing, headers)
        if (!connection) {
          leave()
          outgoing.destroy()
          return
        }
        const reader: Reader = connection
        const open = seat(reader, site.id, leave)
        send(reader, frameOf(RETRY_TEXT))
        open.stream.join(reader, names, placeOf(after)).catch((err: unknown) => {
          log.warn({ event: 'events.failed', siteId: site.id, err })
          if (open.stream.isBroken() && sites.get(site.id) === open) sites.delete(site.id)
          end(reader)
        })
      }
    },
    size: () => ({ readers: places.taken(), sites: sites.size, dropped }),
    renew: (siteId) => {
      const stream = sites.get(siteId)?.stream
      for (const slot of slots)
        for (const [reader, own] of slot)
          if (own === stream && reader.channel) dismiss(reader, Math.max(reader.at, own.at()), own)
    },
    close: async () => {
      closed = true
      cancel()
      for (const slot of slots) for (const reader of slot.keys()) end(reader)
      for (const { stream } of sites.values()) stream.close()
    },
  }
}

const placeOf = (after: string | undefined): Place => {
  if (after === undefined) return undefined
  return /^(?:0|[1-9]\d{0,14})$/.test(after) ? Number(after) : 'nowhere'
}

/** Nearly all readers stand at one revision: its frame is made once. */
const createBeats = () => {
  let made: { at: number; frame: Frame } | undefined
  return (at: number): Frame => {
    if (made?.at !== at) made = { at, frame: frameOf(beatText(at)) }
    return made.frame
  }
}
