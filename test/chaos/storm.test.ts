import { expect, test } from 'vitest'
import { playSeed } from './storm/storm.ts'
import { startGround, type World } from './storm/world.ts'

test('a short storm: faults under load break no promise', async () => {
  await using ground = await startGround()
  const played = await playSeed(ground, { seed: 42, count: 4, only: ({ group }) => [1, 4, 7, 10].includes(group) })
  expect(played).toMatchObject({ violations: [], logs: [] })
  expect(played.accepted).toBeGreaterThan(10)
  expect(played.faults).toHaveLength(4)
}, 240_000)

test('the oracle sees what is lost, told wrongly, changed in the log, or shown after it was turned down', async () => {
  await using ground = await startGround()
  const lost =
    'select site_id, id from comment c where not exists (select from comment k where k.parent_id = c.id) limit 1'
  const tamper = async ({ sql, whenWell }: World) => {
    await whenWell()
    await sql(`alter table event disable trigger all`)
    await sql(
      `update event set at = at + interval '1 second' where (site_id, revision) in (select site_id, 1 from event)`,
    )
    const [gone] = await sql<{ site_id: string; id: string }>(lost)
    for (const table of ['comment_text', 'verdict', 'report', 'wave_member', 'audit', 'appeal'])
      await sql(`delete from ${table} where site_id = $1 and comment_id = $2`, [gone?.site_id, gone?.id])
    await sql('delete from comment where site_id = $1 and id = $2', [gone?.site_id, gone?.id])
    await sql('update article set published_count = published_count + 1')
    await sql(`update comment set status = 'held' where status = 'rejected'`)
  }
  const { violations } = await playSeed(ground, { seed: 7, count: 0, tamper })
  expect([...new Set(violations.map((line) => line.slice(0, 2)))]).toEqual(
    expect.arrayContaining(['A:', 'B:', 'C:', 'D:']),
  )
}, 240_000)
