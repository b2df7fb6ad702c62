import { openQueue } from '@parley/queue'
import { createLog, openRedis } from '@parley/runtime'
import { expect, test } from 'vitest'
import { freshRedis } from '../support/redis.ts'
import { startProxy } from '../support/tcp-proxy.ts'
import { until } from '../support/until.ts'

const log = createLog({ service: 'test', level: 'silent' })

/** A Redis behind a proxy. */
const behindProxy = async () => {
  await using stack = new AsyncDisposableStack()
  const redis = stack.use(await freshRedis())
  const proxy = stack.use(await startProxy(() => Number(new URL(redis.url).port)))
  const url = new URL(redis.url)
  url.port = String(proxy.port)
  const owned = stack.move()
  return { proxy, url: url.href, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

test('a connection to the cache that falls silent is made anew', async () => {
  await using redis = await behindProxy()
  const client = openRedis({ url: redis.url, log, commandTimeoutMs: 100 })
  try {
    await until('it is connected', async () => client.status === 'ready')
    redis.proxy.silence('call', 'lost')
    await expect(client.set('lost', '1')).rejects.toThrow()
    const works = () => client.set('found', '1').then(Boolean, () => false)
    await until('it works again', works, { timeoutMs: 5_000 })
    expect(redis.proxy.open()).toBe(1)
  } finally {
    client.disconnect()
  }
})

test('a connection to the queue that falls silent is made anew', async () => {
  await using redis = await behindProxy()
  await using queue = await openQueue({ url: redis.url, log })
  expect(await queue.waiting()).toBe(0)
  const { silenced } = redis.proxy.silence('call', 'commentIds')
  const asked = queue.askAgain([{ siteId: 's', id: 'lost' }]).then(
    () => 'added',
    () => 'failed',
  )
  await silenced
  expect(await asked).toBe('failed')
  const works = () =>
    queue.waiting().then(
      () => true,
      () => false,
    )
  await until('it works again', works, { timeoutMs: 15_000 })
  await queue.askAgain([{ siteId: 's', id: 'found' }])
  expect(await queue.waiting()).toBe(1)
})
