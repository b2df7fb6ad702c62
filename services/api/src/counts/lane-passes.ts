import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Deps } from '../context.ts'
import type { Site } from '@parley/store'
import type { Caller } from '../limits/daily-secret.ts'
import { clientAddress, networkFrom } from '../middleware/client-network.ts'

/** Who and what may take the lane without waiting for anything. */
export type Passes = {
  /** A site that the framework found within the last seconds: who names one that is not there meets its limits first. */
  site(siteId: string): Site | undefined
  /** Takes one of what the caller may read; undefined when the request is not for the lane. */
  caller(req: IncomingMessage, now: number): { ifNoneMatch: string | undefined } | undefined
}

type Needs = Pick<Deps, 'sites' | 'limits' | 'config' | 'dailySecret'>

const CALLER_LIFE_MS = 60_000

/** Passes for the lane, at moments of the counts’ own time, from the same lookups and limits that the framework's middleware asks. */
export const createPasses = ({ sites, limits, config, dailySecret }: Needs): Passes => {
  const callers = new WeakMap<Socket, { forwarded: string | undefined; caller: Caller; at: number }>()
  const unlimited = config.limits.read === 'off'

  const callerOf = (socket: Socket, forwarded: string | undefined, now: number): Caller => {
    const held = callers.get(socket)
    if (held && held.forwarded === forwarded && now - held.at < CALLER_LIFE_MS) return held.caller
    const address = clientAddress(socket.remoteAddress, forwarded, config.trustedProxies)
    const caller = dailySecret.hash('network', networkFrom(address))
    callers.set(socket, { forwarded, caller, at: now })
    return caller
  }

  const mayRead = (socket: Socket, forwarded: string | undefined, now: number): boolean =>
    unlimited || limits.takeNow('read', callerOf(socket, forwarded, now)) === 0

  return {
    site: sites.peek,
    caller: ({ rawHeaders, socket }, now) => {
      let ifNoneMatch: string | undefined
      let forwarded: string | undefined
      for (let at = 0; at < rawHeaders.length; at += 2) {
        const name = rawHeaders[at] as string
        // Names are compared by length first: most are none of these.
        if (name.length < 13 || name.length > 17) continue
        const lower = name.toLowerCase()
        if (lower === 'if-none-match') {
          if (ifNoneMatch !== undefined) return undefined
          ifNoneMatch = rawHeaders[at + 1]
        } else if (lower === 'x-forwarded-for') {
          if (forwarded !== undefined) return undefined
          forwarded = rawHeaders[at + 1]
        } else if (lower === 'content-length' || lower === 'transfer-encoding') return undefined
      }
      return mayRead(socket, forwarded, now) ? { ifNoneMatch } : undefined
    },
  }
}
