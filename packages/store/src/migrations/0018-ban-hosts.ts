import { sql, type Kysely } from 'kysely'

/** Has bans on hosts meet links, whose hosts are kept without `www.` and a port. */
export const banHosts = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      update ban set value = regexp_replace(regexp_replace(value, ':\\d+$', ''), '^www\\.(?=.*\\.)', '')
      where kind = 'host' and value ~ '^www\\.|:\\d+$'`.execute(db)
  },
}
