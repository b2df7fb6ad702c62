import { Client } from 'pg'
import { expect, test } from 'vitest'
import { rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'
import { playSeed } from './storm/storm.ts'
import { startGround, type World } from './storm/world.ts'

const crashes = [
  'an api dies after its drafts are committed, before the 2xx',
  'an api dies after a 2xx, before the queue is asked',
  'a worker dies after a decision, before its job is done',
]

test('a short storm: crashes and other faults under load break no promise', async () => {
  await using ground = await startGround()
  const drawn = [...crashes, 'jobs come again, out of order, for another site, and malformed']
  const played = await playSeed(ground, { seed: 42, count: 4, only: ({ name }) => drawn.includes(name) })
  expect(played).toMatchObject({ violations: [], logs: [] })
  expect(played.crashes.toSorted((one, two) => one.point.localeCompare(two.point))).toEqual(
    crashes.toSorted().map((point) => ({ point, came: true })),
  )
  expect(played.accepted).toBeGreaterThan(10)
  expect(played.faults).toHaveLength(4)
}, 240_000)

/** Two transactions that lock two sites in opposite order; one of them is given up. */
const lockCrosswise = async (url: string): Promise<void> => {
  const clients = [new Client({ connectionString: url }), new Client({ connectionString: url })] as const
  const lock = (client: Client, site: string) => client.query('select from site where id = $1 for update', [site])
  try {
    for (const client of clients) await client.connect().then(() => client.query('begin'))
    await Promise.all([lock(clients[0], 'paper'), lock(clients[1], 'other')])
    await Promise.allSettled([lock(clients[0], 'other'), lock(clients[1], 'paper')])
  } finally {
    for (const client of clients) await client.end()
  }
}

/** Again until PostgreSQL has counted one: services lock the same sites meanwhile. */
const makeDeadlock = (url: string): Promise<true> =>
  until('a deadlock is counted', async () => {
    await lockCrosswise(url)
    const [row] = await rowsOf<{ deadlocks: number }>(
      url,
      'select deadlocks::int from pg_stat_database where datname = current_database()',
    )
    return row !== undefined && row.deadlocks > 0
  })

test('the oracle sees what is lost, told wrongly, changed in the log, shown after it was turned down, or deadlocked', async () => {
  await using ground = await startGround()
  const lost =
    'select site_id, id from comment c where not exists (select from comment k where k.parent_id = c.id) limit 1'
  const tamper = async ({ sql, whenWell, databaseUrl }: World) => {
    await whenWell()
    await makeDeadlock(databaseUrl)
    await sql(`alter table event disable trigger all`)
    await sql(
      `update event set at = at + interval '1 second' where (site_id, revision) in (select site_id, 1 from event)`,
    )
    const [gone] = await sql<{ site_id: string; id: string }>(lost)
    for (const table of ['comment_text', 'verdict', 'report', 'wave_member', 'audit', 'appeal'])
      await sql(`delete from ${table} where site_id = $1 and comment_id = $2`, [gone?.site_id, gone?.id])
    await sql('delete from comment where site_id = $1 and id = $2', [gone?.site_id, gone?.id])
    await sql('update article set published_count = published_count + 1')
    await sql(`update comment set status = 'held' where status in ('published', 'rejected', 'removed')`)
  }
  const { violations } = await playSeed(ground, { seed: 7, count: 0, tamper })
  expect([...new Set(violations.map((line) => line.slice(0, 2)))]).toEqual(
    expect.arrayContaining(['A:', 'B:', 'C:', 'D:', 'L:']),
  )
}, 240_000)
