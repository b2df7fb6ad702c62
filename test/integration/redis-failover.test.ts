import { openModerationWorker, openQueue } from '@parley/queue'
import { createLog, openRedis } from '@parley/runtime'
import { Redis } from 'ioredis'
import { test } from 'vitest'
import { freshRedis, type FreshRedis } from '../support/redis.ts'
import { startProxy } from '../support/tcp-proxy.ts'
import { until } from '../support/until.ts'

const log = createLog({ service: 'test', level: 'silent' })

/** Two servers under one address, of which the first is the master. A failover leaves open connections where they are. */
const pair = async () => {
  await using stack = new AsyncDisposableStack()
  const config = { 'repl-diskless-sync-delay': '0' }
  const first = stack.use(await freshRedis({ config }))
  const second = stack.use(await freshRedis({ config }))
  await follow(second, first)
  let master = first
  const proxy = stack.use(await startProxy(() => master.port))
  const owned = stack.move()
  return {
    url: `redis://127.0.0.1:${proxy.port}`,
    failOver: async () => {
      const client = new Redis(second.url)
      await client.replicaof('NO', 'ONE')
      client.disconnect()
      await follow(first, second)
      master = second
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const follow = async (server: FreshRedis, master: FreshRedis): Promise<void> => {
  const client = new Redis(server.url)
  await client.replicaof('127.0.0.1', master.port)
  await until('it follows', async () => (await client.info('replication')).includes('master_link_status:up'))
  client.disconnect()
}

test('what is connected to a master that becomes a replica goes over to the new one', { timeout: 60_000 }, async () => {
  await using redis = await pair()
  const cache = openRedis({ url: redis.url, log })
  const done: string[] = []
  await using queue = await openQueue({ url: redis.url, log })
  await using _worker = await openModerationWorker({
    url: redis.url,
    log,
    concurrency: 2,
    moderate: async ({ commentIds }) => void done.push(...commentIds),
  })
  const worked = (work: Promise<unknown>) =>
    work.then(
      () => true,
      () => false,
    )
  const all = async (id: string) => {
    await until('the cache works', () => worked(cache.set('key', id)))
    await until('the queue works', () => worked(queue.askAgain([{ siteId: 's', id }])))
    await until('the worker works', () => done.includes(id))
  }
  try {
    await all('before')
    await redis.failOver()
    await all('after')
  } finally {
    cache.disconnect()
  }
})
