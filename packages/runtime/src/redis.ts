import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { Log } from './log.ts'

/** One Redis server or a cluster; both take the same commands. */
export type RedisClient = Redis | Cluster

/**
 * A connection by URL: `redis://`, `rediss://`, and for a cluster `redis://a:6379,b:6379` or `redis://a:6379?cluster=true`.
 * It reconnects for ever and never throws by itself. While the server is away commands fail at once instead of piling up.
 */
export const openRedis = ({
  url,
  log,
  name = 'parley',
  commandTimeoutMs = 1_000,
}: {
  url: string
  log: Log
  name?: string
  /** A command unanswered for so long fails; the server may still have run it. */
  commandTimeoutMs?: number
}): RedisClient => {
  const options = {
    connectionName: name,
    commandTimeout: commandTimeoutMs,
    socketTimeout: 5 * commandTimeoutMs, // a connection that answers nothing for so long is made anew
    keepAlive: 10_000, // so is one that is gone while nothing is asked
    connectTimeout: 5_000,
    maxRetriesPerRequest: 1,
  } satisfies RedisOptions
  const { nodes, tls, username, password } = clusterOf(url) ?? {}
  const client = nodes
    ? new Cluster(nodes, {
        enableOfflineQueue: false,
        clusterRetryStrategy: retryAfterMs,
        redisOptions: {
          ...options,
          ...(tls && { tls: {} }),
          ...(username && { username }),
          ...(password && { password }),
        },
      })
    : new Redis(url, {
        ...options,
        enableOfflineQueue: false,
        retryStrategy: retryAfterMs,
        reconnectOnError: isReadOnly,
      })

  if (client instanceof Redis) sendTogether(client)

  let away = false
  client.on('error', (err: Error) => {
    if (!away) log.warn({ event: 'redis.away', connection: name, err }) // once an outage, not once a try
    away = true
  })
  client.on('ready', () => {
    if (away) log.info({ event: 'redis.back', connection: name })
    away = false
  })
  return client
}

/** A master that became a replica keeps its connections: the same address may lead to the new one. */
const isReadOnly = (err: Error): boolean => err.message.includes('READONLY')

/** Sends the commands that stand together in one write: a write costs many times what a command does. */
const sendTogether = (client: Redis): void => {
  const send = client.sendCommand.bind(client)
  client.sendCommand = (command, stream) => {
    const socket = client.stream as typeof client.stream | undefined
    if (socket?.writable && socket.writableCorked === 0) {
      socket.cork()
      process.nextTick(() => socket.uncork())
    }
    return send(command, stream)
  }
}

const retryAfterMs = (tries: number) => Math.min(50 * 2 ** Math.min(tries, 6), 1_000)

/** The nodes a cluster URL names; undefined for a single server's URL, which ioredis reads itself. */
export const clusterOf = (
  url: string,
): { nodes: { host: string; port: number }[]; tls: boolean; username?: string; password?: string } | undefined => {
  const [, scheme, credentials, hosts = '', query = ''] =
    /^(rediss?):\/\/(?:([^@/]*)@)?([^/?#]*)(?:\/[^?#]*)?(?:\?([^#]*))?/.exec(url) ?? []
  if (!hosts.includes(',') && new URLSearchParams(query).get('cluster') !== 'true') return undefined
  const nodes = hosts.split(',').map((node) => {
    const { hostname, port } = new URL(`redis://${node}`)
    return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) }
  })
  const [username = '', ...rest] = (credentials ?? '').split(':').map(decodeURIComponent)
  const password = rest.join(':')
  return { nodes, tls: scheme === 'rediss', ...(username && { username }), ...(password && { password }) }
}

/** Whether an address of Redis, or of a cluster's nodes by commas, can be read to its end: its ports, and what its password escapes. */
export const isRedisUrl = (text: string): boolean => {
  const [, hosts = ''] = /^rediss?:\/\/(?:[^@/]*@)?([^/?#]+)/.exec(text) ?? []
  return hosts !== '' && hosts.split(',').every((node) => isReadable(text.replace(hosts, node)))
}

const isReadable = (text: string): boolean => {
  const url = URL.parse(text)
  if (!url?.hostname) return false
  try {
    decodeURIComponent(`${url.username} ${url.password}`)
    return true
  } catch {
    return false
  }
}

/** What to tell whose address cannot be read. */
export const REDIS_URL_MEND =
  'cannot be read: in its password % is written %25, / is %2F, # is %23, ? is %3F, @ is %40, and its port is 1 to 65535'
