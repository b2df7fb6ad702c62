import { randomBytes } from 'node:crypto'
import type { Db } from './database.ts'

const BYTES = 32

/** A persisted secret of 32 bytes, made on first use; the same for every process. It signs forms, cursors and receipts and
 *  hashes nothing that came from a reader's network. */
export const getSecret =
  (db: Db) =>
  async (name: string): Promise<Buffer> => {
    await db
      .insertInto('secret')
      .values({ name, value: randomBytes(BYTES) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
    const { value } = await db.selectFrom('secret').select('value').where('name', '=', name).executeTakeFirstOrThrow()
    return value
  }
