import { sql } from 'kysely'
import type { Tx } from '../database.ts'

/** Takes an edited or erased comment out of its wave, under its site's lock, and answers which one. The last one takes the wave with it. */
export const leaveWave = async (tx: Tx, siteId: string, commentId: string): Promise<string | undefined> => {
  const { rows } = await sql<{ id: string }>`
    delete from wave_member where site_id = ${siteId} and comment_id = ${commentId}::uuid returning wave_id as id`.execute(
    tx,
  )
  const wave = rows[0]
  if (!wave) return undefined
  await sql`
    with newest as (
      select comment_id from wave_member where site_id = ${siteId} and wave_id = ${wave.id}::uuid order by comment_id desc limit 1
    ), smaller as (
      update wave set size = size - 1, newest = newest.comment_id from newest where site_id = ${siteId} and id = ${wave.id}::uuid
    )
    delete from wave where site_id = ${siteId} and id = ${wave.id}::uuid and not exists (select from newest)`.execute(
    tx,
  )
  return wave.id
}
