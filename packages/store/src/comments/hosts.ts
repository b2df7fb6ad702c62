import { sql } from 'kysely'
import type { Tx } from '../database.ts'

/** No host is longer, and what is would not fit into an index. In bytes. */
export const LONGEST_HOST = 1_000

/** Notes the hosts that a comment leads to, instead of those its row still names. */
export const noteHosts = async (tx: Tx, siteId: string, commentId: string, hosts: readonly string[]): Promise<void> => {
  await sql`
    delete from comment_host h using comment c
    where c.site_id = ${siteId} and c.id = ${commentId}::uuid
      and h.site_id = c.site_id and h.host = any(c.hosts) and h.comment_id = c.id`.execute(tx)
  if (hosts.length === 0) return
  await sql`
    insert into comment_host (site_id, host, comment_id)
    select distinct ${siteId}, h.host, ${commentId}::uuid from unnest(${[...hosts]}::text[]) as h(host)
    where octet_length(h.host) <= ${sql.lit(LONGEST_HOST)}`.execute(tx)
}
