import { createConnection } from 'node:net'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { freshRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'

const query = async (url: string, statement: string) => {
  const client = new Client(url)
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

test('fresh databases are apart from each other and gone after their scope', async () => {
  let url = ''
  {
    await using one = await freshDatabase()
    await using two = await freshDatabase()
    url = one.url
    await query(one.url, 'CREATE TABLE only_here ()')
    expect(await query(two.url, `SELECT to_regclass('only_here') AS found`)).toEqual([{ found: null }])
  }
  await expect(query(url, 'SELECT 1')).rejects.toThrow(/does not exist/)
})

test('a killed Redis comes back on its port with what it had logged', async () => {
  await using redis = await freshRedis({ config: { appendfsync: 'always' } })
  const client = new Redis(redis.url, { maxRetriesPerRequest: null })
  await client.set('kept', 'yes')
  await redis.kill()
  await redis.restart()
  expect(await client.get('kept')).toBe('yes')
  await redis.restart({ empty: true })
  expect(await client.get('kept')).toBeNull()
  expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction'])
  client.disconnect()
})

test('a paused Redis takes connections and answers after it is resumed', async () => {
  await using redis = await freshRedis()
  redis.pause()
  const socket = createConnection(redis.port, '127.0.0.1')
  let answer = ''
  socket.on('data', (text) => (answer += text.toString()))
  await until('connected', () => socket.readyState === 'open')
  socket.write('PING\r\n')
  redis.resume()
  await until('an answer', () => answer === '+PONG\r\n')
  socket.destroy()
})
