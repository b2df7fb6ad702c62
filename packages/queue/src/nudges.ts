import { z } from 'zod'
import { outageLog, type Log } from './log.ts'
import { openPostgresChannel } from './postgres-channel.ts'
import { openRedisChannel } from './redis-channel.ts'

/** Hears that a site's events have reached a revision. */
export type Heard = (siteId: string, revision: number) => void

/** Wake-ups between processes. They may be lost, late or doubled: the event log is the truth. */
export type Nudges = AsyncDisposable & {
  /** Tells every listening process, this one included; dropped and logged when the server is away. */
  send(siteId: string, revision: number): void
  listen(heard: Heard): void
  close(): Promise<void>
}

/** A broadcast between processes that outlives its connections. */
export type Channel = {
  publish(message: string): Promise<void>
  subscribe(heard: (message: string) => void): void
  close(): Promise<void>
}

const message = z.array(z.tuple([z.string().max(200), z.int().min(0)])).max(1_000)
const SITES_A_MESSAGE = 30 // a NOTIFY carries less than 8,000 bytes

/** Opens nudges by URL: Redis pub/sub, or LISTEN and NOTIFY. Nudges of a site that wait for one on its way become one. */
export const openNudges = ({ url, log }: { url: string; log: Log }): Nudges => {
  const outage = outageLog(log, 'nudges')
  const channel = url.startsWith('redis') ? openRedisChannel(url) : openPostgresChannel({ url, lost: outage.failed })
  const waiting = new Map<string, number>()
  const listeners: Heard[] = []
  let sending: Promise<void> | undefined

  const sendAll = async (): Promise<void> => {
    while (waiting.size > 0) {
      const some = waiting.entries().take(SITES_A_MESSAGE).toArray()
      for (const [siteId] of some) waiting.delete(siteId)
      await channel.publish(JSON.stringify(some)).then(outage.worked, outage.failed)
    }
    sending = undefined
  }
  const hear = (text: string): void => {
    const heard = message.safeParse(parse(text))
    if (!heard.success) return log.warn({ event: 'nudges.malformed' })
    for (const [siteId, revision] of heard.data) for (const listener of listeners) listener(siteId, revision)
  }
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= Promise.resolve(sending).then(channel.close))
  return {
    send: (siteId, revision) => {
      waiting.set(siteId, Math.max(revision, waiting.get(siteId) ?? 0))
      sending ??= sendAll()
    },
    listen: (heard) => {
      if (listeners.push(heard) === 1) channel.subscribe(hear)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
