import { openNudges } from '@parley/queue'
import { createLog } from '@parley/runtime'
import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { queueStores } from '../support/queue-stores.ts'
import { freshRedis } from '../support/redis.ts'
import { rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'

const log = createLog({ service: 'test', level: 'silent' })

/** Nudges that remember the newest revision heard of each site, and how often any was heard. */
const listening = async (url: string) => {
  const nudges = openNudges({ url, log })
  const newest = new Map<string, number>()
  let times = 0
  nudges.listen((siteId, revision) => {
    newest.set(siteId, Math.max(revision, newest.get(siteId) ?? 0))
    times += 1
  })
  return { nudges, newest, times: () => times, [Symbol.asyncDispose]: nudges[Symbol.asyncDispose] }
}

/** Sends until it is heard: a subscription that is being made misses what is sent meanwhile. */
const heardThrough = async (
  from: { send(site: string, revision: number): void },
  to: Map<string, number>,
  at: number,
) =>
  until(`revision ${at} was heard`, () => {
    from.send('ping', at)
    return (to.get('ping') ?? 0) >= at
  })

describe.each(queueStores)('nudges through $kind', ({ open }) => {
  test('every listening process hears of a revision, the sender too', async () => {
    await using store = await open()
    await using one = await listening(store.url)
    await using two = await listening(store.url)
    await heardThrough(one.nudges, one.newest, 1)
    await heardThrough(one.nudges, two.newest, 2)
    two.nudges.send('paper', 7)
    await until('both heard', () => one.newest.get('paper') === 7 && two.newest.get('paper') === 7)
  })

  test('a storm becomes few messages, the newest revision of each site among them', async () => {
    await using store = await open()
    await using one = await listening(store.url)
    await heardThrough(one.nudges, one.newest, 1)
    const before = one.times()
    for (let revision = 1; revision <= 5_000; revision += 1) one.nudges.send(`site-${revision % 100}`, revision)
    await until('the last was heard', () => [...one.newest.values()].includes(5_000))
    expect(one.newest.size).toBe(101)
    expect(one.times() - before).toBeLessThan(500)
  })

  test('what is no nudge is ignored', async () => {
    await using store = await open()
    await using one = await listening(store.url)
    await heardThrough(one.nudges, one.newest, 1)
    for (const text of ['', '{', '[["site",-1]]', '[[1,2]]', 'null']) {
      if (store.url.startsWith('redis')) {
        const client = new Redis(store.url)
        await client.publish('parley_nudge', text)
        client.disconnect()
      } else await rowsOf(store.url, 'select pg_notify($1, $2)', ['parley_nudge', text])
    }
    one.nudges.send('paper', 1)
    await until('a nudge after them was heard', () => one.newest.has('paper'))
    expect([...one.newest.keys()].toSorted()).toEqual(['paper', 'ping'])
  })
})

test('nudges outlive a Redis that was killed, and what was sent meanwhile is dropped', async () => {
  await using redis = await freshRedis()
  await using one = await listening(redis.url)
  await heardThrough(one.nudges, one.newest, 1)
  await redis.kill()
  one.nudges.send('lost', 1)
  await redis.restart()
  await heardThrough(one.nudges, one.newest, 2)
  expect(one.newest.has('lost')).toBe(false)
})

test('nudges that were opened without their Redis are heard once it is there', async () => {
  await using redis = await freshRedis()
  await redis.kill()
  await using one = await listening(redis.url)
  one.nudges.send('lost', 1)
  await redis.restart()
  await heardThrough(one.nudges, one.newest, 1)
  expect(one.newest.has('lost')).toBe(false)
})

test('nudges outlive PostgreSQL ending their connections', async () => {
  const [, postgres] = queueStores
  await using store = await (postgres as (typeof queueStores)[number]).open()
  await using one = await listening(store.url)
  await heardThrough(one.nudges, one.newest, 1)
  await rowsOf(
    store.url,
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'parley-nudges'`,
  )
  await heardThrough(one.nudges, one.newest, 2)
  expect(one.newest.get('ping')).toBeGreaterThanOrEqual(2)
})
