import { sql, type RawBuilder } from 'kysely'

const first = [1, 2, 3, 4, 5, 6, 7, 8].map((nth) => sql.lit(nth))

/** By what the copies of a comment are found: eight values of its fingerprint, told apart by site and time. Spelled as in their index. */
export const copyKeys: RawBuilder<unknown> = sql`array[${sql.join(
  first.map((nth) => sql`fingerprint[${nth}] # copy_salt(site_id, created_at)`),
)}]`

/** The same of a fingerprint, as comments may have it from whose sites and times these salts are. */
export const copyKeysOf = (fingerprint: RawBuilder<unknown>, salts: RawBuilder<unknown>[]): RawBuilder<unknown> =>
  sql`array[${sql.join(salts.flatMap((salt) => first.map((nth) => sql`${fingerprint}[${nth}] # ${salt}`)))}]`

/** What tells the copies of a site at a moment, such as `now()`, from all others. */
export const copySalt = (siteId: string, moment: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`copy_salt(${siteId}, ${moment})`
