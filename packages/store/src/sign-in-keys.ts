import type { Selectable } from 'kysely'
import type { Db } from './database.ts'
import type { Tables } from './tables.ts'

/** A key by which a site signs its readers in: a public JWK, or a secret that the api sealed before it came here. */
export type SignInKey = {
  kid: string
  alg: 'RS256' | 'ES256' | 'EdDSA' | 'HS256'
  publicJwk?: Record<string, unknown>
  sealedSecret?: Buffer
  setBy: string
  createdAt: Date
}

const keyOf = (row: Selectable<Tables['sign_in_key']>): SignInKey => ({
  kid: row.kid,
  alg: row.alg as SignInKey['alg'],
  setBy: row.set_by,
  createdAt: row.created_at,
  ...(row.public_jwk === null ? {} : { publicJwk: row.public_jwk }),
  ...(row.sealed_secret === null ? {} : { sealedSecret: row.sealed_secret }),
})

/** The keys of sites. */
export const signInKeys = (db: Db) => ({
  list: async (siteId: string): Promise<SignInKey[]> => {
    const rows = await db.selectFrom('sign_in_key').selectAll().where('site_id', '=', siteId).orderBy('kid').execute()
    return rows.map(keyOf)
  },

  /** Sets a key, in place of one of the same name. */
  set: async (siteId: string, key: Omit<SignInKey, 'createdAt'>): Promise<SignInKey> => {
    const values = {
      alg: key.alg,
      public_jwk: key.publicJwk ? JSON.stringify(key.publicJwk) : null,
      sealed_secret: key.sealedSecret ?? null,
      set_by: key.setBy,
      created_at: new Date(),
    }
    const row = await db
      .insertInto('sign_in_key')
      .values({ site_id: siteId, kid: key.kid, ...values })
      .onConflict((conflict) => conflict.columns(['site_id', 'kid']).doUpdateSet(values))
      .returningAll()
      .executeTakeFirstOrThrow()
    return keyOf(row)
  },

  remove: async (siteId: string, kid: string): Promise<boolean> => {
    const { numDeletedRows } = await db
      .deleteFrom('sign_in_key')
      .where('site_id', '=', siteId)
      .where('kid', '=', kid)
      .executeTakeFirst()
    return numDeletedRows > 0n
  },
})
