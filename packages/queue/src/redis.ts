import { Cluster, Redis, type RedisOptions } from 'ioredis'

/** One Redis server or a cluster. */
export type RedisClient = Redis | Cluster

/** Connects by URL and reconnects for ever, within a second of the server's return. `waits`: commands wait for it meanwhile. */
export const connectRedis = (url: string, { waits, name }: { waits: boolean; name: string }): RedisClient => {
  const options = {
    connectionName: name,
    connectTimeout: 5_000,
    maxRetriesPerRequest: waits ? null : 0,
    commandTimeout: waits ? 15_000 : 3_000, // above the 10 s for which BullMQ's workers block
    socketTimeout: waits ? 20_000 : 5_000, // a connection that answers nothing for so long is made anew
    keepAlive: 10_000, // so is one that is gone while nothing is asked
  } satisfies RedisOptions
  const cluster = clusterOf(url)
  if (!cluster)
    return new Redis(url, {
      ...options,
      enableOfflineQueue: waits,
      retryStrategy: retryAfterMs,
      reconnectOnError: isReadOnly,
    })
  return new Cluster(cluster.nodes, {
    enableOfflineQueue: waits,
    clusterRetryStrategy: retryAfterMs,
    redisOptions: { ...options, ...cluster.shared },
  })
}

/** A master that became a replica keeps its connections: the same address may lead to the new one. */
const isReadOnly = (err: Error): boolean => err.message.includes('READONLY')

const retryAfterMs = (tries: number): number => Math.min(50 * tries, 1_000)

type ClusterNodes = { nodes: string[]; shared: { username?: string; password?: string; tls?: object } }

/** The startup nodes of a cluster and what they share; undefined for the URL of a single server. */
export const clusterOf = (url: string): ClusterNodes | undefined => {
  const [, before = '', hosts = ''] = /^(rediss?:\/\/(?:[^@/]*@)?)([^/?#]+)/.exec(url) ?? []
  const nodes = hosts.split(',')
  const first = new URL(url.replace(hosts, nodes[0] ?? ''))
  if (nodes.length === 1 && first.searchParams.get('cluster') !== 'true') return undefined
  const shared = {
    ...(first.username && { username: decodeURIComponent(first.username) }),
    ...(first.password && { password: decodeURIComponent(first.password) }),
    ...(before.startsWith('rediss') && { tls: {} }),
  }
  return { nodes: nodes.map((node) => `redis://${node}`), shared }
}

/** Each server behind a client: itself, or a cluster's masters. */
export const serversOf = (client: RedisClient): Redis[] =>
  client instanceof Cluster ? client.nodes('master') : [client]
