import { setImmediate as breathe } from 'node:timers/promises'
import type { Store } from '@parley/store'
import type { Counts, Ticker } from '../counts/index.ts'
import { createChannels, newsFor, type Channel } from './channels.ts'
import { send, type Connection } from './connection.ts'
import { openFeed, type Feed, type Step } from './feed.ts'
import { beatText, firstText, frameOf, newsText, resetText } from './frames.ts'

/** A reader and the channel it listens to, once it was told what it missed. */
export type Reader = Connection & { channel?: Channel<Reader> | undefined }

/** Names that were asked for, by key; undefined for the whole site. */
export type Names = Channel<Reader>['names']

/** Where a reader says it is: a revision, nowhere that we know, or nothing, which asks for what is true now. */
export type Place = number | 'nowhere' | undefined

/** The streams of one site. */
export type SiteStream = {
  /** Tells a reader what it missed and has it hear what follows. */
  join(reader: Reader, names: Names, after: Place): Promise<void>
  leave(reader: Reader): void
  /** The revision up to which every reader was told. */
  at(): number
  /** It could not be opened, so that whoever comes next tries afresh. */
  isBroken(): boolean
  close(): void
}

type Needs = {
  siteId: string
  store: Pick<Store, 'events'>
  counts: Pick<Counts, 'watch' | 'read' | 'since'>
  ticker: Ticker
  tooSlow(reader: Reader, revision: number): void
}

/** Sockets written to before others get their turn. */
const SLICE = 500

/** Opens a site's feed and hands its news to channels, so that each is encoded once however many read it. */
export const openSiteStream = ({ siteId, store, counts, ticker, tooSlow }: Needs): SiteStream => {
  const channels = createChannels<Reader>()
  let told = 0
  let closed = false
  let broken = false

  const deliver = async (step: Step): Promise<void> => {
    let written = 0
    for (const { channel, frame } of channels.told(step)) {
      for (const reader of channel.readers) {
        if (reader.at >= step.to && !step.reset) continue // it joined with these news
        reader.at = step.to
        if (!send(reader, frame)) tooSlow(reader, step.to)
        written += 1
        if (written % SLICE === 0) await breathe()
      }
    }
    told = step.to
  }
  const opened = openFeed({ siteId, counts, events: store.events, ticker, deliver }).then((feed) => {
    told = feed.at()
    if (closed) feed.close()
    return feed
  })
  opened.catch(() => (broken = true)) // whoever joins hears of it

  return {
    join: async (reader, names, after) => {
      const feed = await opened
      for (let from = after; ; from = reader.at) {
        const { text, revision } = await missed({ siteId, counts, feed }, names, from)
        if (reader.socket.destroyed || closed) return
        reader.at = revision
        send(reader, frameOf(text))
        if (feed.at() > revision) continue // handed out meanwhile, and not to this reader
        reader.channel = channels.join(names, reader)
        return
      }
    },
    leave: (reader) => {
      if (reader.channel) channels.leave(reader.channel, reader)
      reader.channel = undefined
    },
    at: () => told,
    isBroken: () => broken,
    close: () => {
      closed = true
      void opened.then(
        (feed) => feed.close(),
        () => undefined,
      )
    },
  }
}

/** What brings a reader from where it says it is to now, and which revision that is. */
const missed = async (
  { siteId, counts, feed }: { siteId: string; counts: Needs['counts']; feed: Feed },
  names: Names,
  after: Place,
): Promise<{ text: string; revision: number }> => {
  const keys = [...(names?.keys() ?? [])]
  const now = await counts.read(siteId, keys)
  const { revision } = now
  await feed.reached(revision)
  const countsAfter = (place: number) =>
    keys.flatMap((key, at) =>
      (now.revisions[at] as number) > place
        ? (names?.get(key) ?? []).map((name): [string, number] => [name, now.counts[at] as number])
        : [],
    )
  const first = () => firstText(countsAfter(-1), revision)
  if (after === undefined) return { text: first(), revision }

  const reset = () => ({ text: `${resetText(revision)}${first()}`, revision })
  const news = after === 'nowhere' || after > revision ? undefined : await feed.replay(after, revision)
  if (!news || after === 'nowhere') return reset()
  const { comments } = newsFor(names, { counts: [], comments: news })
  if (names)
    return { text: newsText({ counts: countsAfter(after), comments }, revision) || beatText(revision), revision }
  const changed = await counts.since(siteId, after)
  if (changed.more || changed.reset) return reset()
  return { text: newsText({ counts: changed.counts, comments }, revision) || beatText(revision), revision }
}
