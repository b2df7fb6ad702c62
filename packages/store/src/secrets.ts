import { randomBytes } from 'node:crypto'
import type { Db } from './database.ts'

const BYTES = 32

/** A persisted secret of 32 bytes, made on first use; the same for every process. It signs forms, cursors and receipts and
 *  hashes nothing that came from a reader's network. */
export const getSecret =
  (db: Db) =>
  async (name: string): Promise<Buffer> =>
    (await getSecrets(db)([name]))[name] as Buffer

/** The same for several at once, by their names. */
export const getSecrets =
  (db: Db) =>
  async <const Name extends string>(names: readonly Name[]): Promise<Record<Name, Buffer>> => {
    const read = async (): Promise<Record<string, Buffer>> => {
      const rows = await db.selectFrom('secret').select(['name', 'value']).where('name', 'in', names).execute()
      return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
    }
    const known = await read()
    const lacking = names.filter((name) => known[name] === undefined)
    if (lacking.length === 0) return known
    const made = lacking.toSorted().map((name) => ({ name, value: randomBytes(BYTES) }))
    await db
      .insertInto('secret')
      .values(made)
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
    return read() // another process may have been first
  }
