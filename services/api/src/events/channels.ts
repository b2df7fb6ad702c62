import { frameOf, newsText, resetText, type Frame, type News } from './frames.ts'
import type { Step } from './feed.ts'

/** All readers of a site who asked for the same articles. */
export type Channel<R> = {
  readonly id: string
  /** The names that were asked for, by the key they lead to; undefined for the whole site. */
  readonly names: ReadonlyMap<string, readonly string[]> | undefined
  readonly readers: Set<R>
}

/** The channels of one site, found by what changed. */
export type Channels<R> = {
  join(names: Channel<R>['names'], reader: R): Channel<R>
  leave(channel: Channel<R>, reader: R): void
  /** The channels that a step concerns, each with its news as bytes: encoded once for all its readers. */
  told(step: Step): { channel: Channel<R>; frame: Frame }[]
  all(): Iterable<Channel<R>>
}

/** Starts without channels; one lives as long as it has readers. */
export const createChannels = <R>(): Channels<R> => {
  const byId = new Map<string, Channel<R>>()
  const byKey = new Map<string, Set<Channel<R>>>()
  const whole = new Set<Channel<R>>()

  const placesOf = (channel: Channel<R>): Set<Channel<R>>[] =>
    channel.names === undefined
      ? [whole]
      : [...channel.names.keys()].map((key) => {
          const known = byKey.get(key) ?? new Set()
          byKey.set(key, known)
          return known
        })

  const concerned = (step: Step): Iterable<Channel<R>> => {
    if (step.reset) return byId.values()
    const found = new Set(whole)
    for (const { keys } of [...step.counts, ...step.comments])
      for (const key of keys) for (const channel of byKey.get(key) ?? []) found.add(channel)
    return found
  }

  return {
    join: (names, reader) => {
      const id = names === undefined ? '' : JSON.stringify([...names])
      let channel = byId.get(id)
      if (!channel) {
        channel = { id, names, readers: new Set() }
        byId.set(id, channel)
        for (const place of placesOf(channel)) place.add(channel)
      }
      channel.readers.add(reader)
      return channel
    },
    leave: (channel, reader) => {
      channel.readers.delete(reader)
      if (channel.readers.size > 0 || byId.get(channel.id) !== channel) return
      byId.delete(channel.id)
      for (const place of placesOf(channel)) place.delete(channel)
      for (const key of channel.names?.keys() ?? []) if (byKey.get(key)?.size === 0) byKey.delete(key)
    },
    told: (step) =>
      [...concerned(step)].flatMap((channel) => {
        const text = step.reset ? resetText(step.to) : newsText(newsFor(channel.names, step), step.to)
        return text === '' ? [] : [{ channel, frame: frameOf(text) }]
      }),
    all: () => byId.values(),
  }
}

/** What a step says to those who asked for some names, or for the whole site, where every name is told. */
export const newsFor = (
  names: Channel<unknown>['names'],
  step: Pick<Exclude<Step, { reset: true }>, 'counts' | 'comments'>,
): News => {
  const counts = new Map<string, number>()
  for (const { keys, count } of step.counts)
    for (const key of keys) for (const name of names ? (names.get(key) ?? []) : [key]) counts.set(name, count)
  const comments = step.comments.flatMap(({ id, keys, revision, kind }) => {
    const known = names ? keys.flatMap((key) => names.get(key) ?? []) : keys.slice(0, 1)
    return known.map((article) => ({ id, article, revision, kind }))
  })
  return { counts: [...counts], comments }
}
