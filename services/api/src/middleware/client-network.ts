import { isIP, isIPv6, type BlockList, type Socket } from 'node:net'
import type { Context } from 'hono'
import type { Deps, Env } from '../context.ts'
import type { Caller } from '../limits/daily-secret.ts'

/** How long a connection is not asked again who it is, in milliseconds: an HMAC costs more than an answer from memory. */
const REMEMBER_MS = 10_000

const remembered = new WeakMap<object, { caller: Caller; until: number }>()

/** The caller's network as an HMAC under the day's secret. What it hashes is held by nobody but the socket it came from. */
export const networkOf = (
  { config, dailySecret, log }: Pick<Deps, 'config' | 'dailySecret' | 'log'>,
  c: Context<Env>,
): Caller => {
  const socket = c.env?.incoming?.socket
  return callerOn({ config, dailySecret, log }, socket, c.req.header('x-forwarded-for'))
}

/** The same for a socket and what a proxy may have said of it. */
export const callerOn = (
  { config, dailySecret, log }: Pick<Deps, 'config' | 'dailySecret' | 'log'>,
  socket: Socket | undefined,
  forwarded: string | undefined,
): Caller => {
  const peer = socket?.remoteAddress
  const callerAt = (address: string | undefined) => dailySecret.hash('network', networkFrom(address))
  if (forwarded !== undefined && socket && peer) {
    if (isProxy(socket, peer, config.trustedProxies)) return callerAt(senderOf(peer, forwarded, config.trustedProxies))
    if (isPrivate(peer)) warnOnce(log)
  }
  if (!socket) return callerAt(peer)
  const known = remembered.get(socket)
  if (known && known.until > performance.now()) return known.caller
  const caller = callerAt(peer)
  remembered.set(socket, { caller, until: performance.now() + REMEMBER_MS })
  return caller
}

/**
 * Who called: the peer, unless the peer is a configured proxy. Then the last address in `X-Forwarded-For` that is no proxy
 * of ours; what stands before it was written by the caller and is not believed.
 */
export const clientAddress = (
  peer: string | undefined,
  forwarded: string | undefined,
  trusted: BlockList,
): string | undefined => {
  if (!peer || forwarded === undefined || !isTrusted(trusted, peer)) return peer
  return senderOf(peer, forwarded, trusted)
}

/** The same where the peer is a proxy of ours. */
const senderOf = (peer: string, forwarded: string, trusted: BlockList): string => {
  let nearest = peer
  for (const hop of forwarded.split(',').reverse()) {
    const address = bare(hop.trim())
    const family = isIP(address)
    if (family === 0) return nearest
    nearest = address
    if (!trusted.check(address, family === 6 ? 'ipv6' : 'ipv4')) return address
  }
  return nearest
}

/** IPv4 by address; IPv6 by its /64, which is what one subscriber has at least; whoever has no address shares one network. */
export const networkFrom = (address: string | undefined): string => {
  const plain = bare(address ?? '')
  if (!isIPv6(plain)) return plain === '' ? 'none' : plain
  const [head = '', tail = ''] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = plain.includes('::') && tail !== '' ? tail.split(':') : []
  const groups = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** Without brackets, port, zone, and the `::ffff:` that a dual-stack socket puts before IPv4. */
const bare = (address: string): string => {
  if (!/[[:%]/.test(address)) return address // an IPv4 address of the usual form has none of these
  const unbracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(address)?.[1] ?? address
  const unported = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(unbracketed)?.[1] ?? unbracketed
  const unzoned = unported.split('%')[0] ?? ''
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(unzoned)?.[1] ?? unzoned
}

/** Asked once a connection: its peer does not change. */
const isProxy = (socket: Socket, peer: string, trusted: BlockList): boolean => {
  const known = proxies.get(socket)
  if (known !== undefined) return known
  const found = isTrusted(trusted, peer)
  proxies.set(socket, found)
  return found
}

const proxies = new WeakMap<Socket, boolean>()

const isTrusted = (trusted: BlockList, address: string): boolean => {
  const plain = bare(address)
  return isIP(plain) !== 0 && trusted.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}

const isPrivate = (address: string): boolean =>
  /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd]|fe80:)/i.test(bare(address))

const warned = new WeakSet<object>()

/** A proxy in front that is not configured makes all readers one network: they share one rate limit. */
const warnOnce = (log: Deps['log']): void => {
  if (warned.has(log)) return
  warned.add(log)
  log.warn({
    event: 'proxy.untrusted',
    hint: 'A private peer sends X-Forwarded-For but is not in TRUSTED_PROXIES, so all readers behind it count as one.',
  })
}
