import type { Role } from '@parley/contracts'
import type { Db } from './database.ts'

/** What a bearer token may do. Without `sites` it may do it everywhere. */
export type Token = { name: string; role: Role; sites?: string[]; createdAt: Date }

/** Moderators' tokens, known by their hashes (hex SHA-256). */
export const tokens = (db: Db) => ({
  find: async (hash: string): Promise<Token | undefined> => {
    const row = await db.selectFrom('moderator_token').selectAll().where('hash', '=', hash).executeTakeFirst()
    return row && tokenOf(row)
  },

  /** Adds a token, or gives the one of that name new rights; `exists` when the name has another hash. */
  add: async ({
    name,
    hash,
    role,
    sites,
  }: {
    name: string
    hash: string
    role: Role
    sites?: string[] | undefined
  }): Promise<'added' | 'exists'> => {
    const row = { name, hash, role, sites: sites ?? null }
    const known = await db.selectFrom('moderator_token').select('hash').where('name', '=', name).executeTakeFirst()
    if (known && known.hash !== hash) return 'exists'
    await db
      .insertInto('moderator_token')
      .values(row)
      .onConflict((conflict) => conflict.column('hash').doUpdateSet({ name, role, sites: row.sites }))
      .execute()
    return 'added'
  },

  list: async (): Promise<Token[]> =>
    (await db.selectFrom('moderator_token').selectAll().orderBy('name').execute()).map(tokenOf),

  revoke: async (name: string): Promise<boolean> => {
    const { numDeletedRows } = await db.deleteFrom('moderator_token').where('name', '=', name).executeTakeFirst()
    return numDeletedRows > 0n
  },
})

const tokenOf = ({
  name,
  role,
  sites,
  created_at,
}: {
  name: string
  role: Role
  sites: string[] | null
  created_at: Date
}): Token => ({
  name,
  role,
  createdAt: created_at,
  ...(sites ? { sites } : {}),
})
