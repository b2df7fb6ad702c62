import type { Command } from '../context.ts'
import { migrateAloud } from '../migrate-aloud.ts'
import { findDatabase } from '../open-store.ts'
import { readArgs } from '../parse-args.ts'
import { UsageError } from '../refusal.ts'

/** `parley migrate`: brings the database's tables up to date. */
export const migrateDatabase: Command = {
  usage: 'migrate [--partitions N]',
  summary: 'Brings the database up to date; safe to repeat and to run twice at once.',
  details:
    '--partitions parts the tables of a new database by a hash of the site: 2 to 256, for ever. infra/SCALE.md says when.',
  run: async (args, context) => {
    const { values } = readArgs(args, { partitions: { type: 'string' } })
    const partitions = values.partitions === undefined ? undefined : Number(values.partitions)
    if (partitions !== undefined && !(Number.isInteger(partitions) && partitions >= 2 && partitions <= 256))
      throw new UsageError('--partitions is a whole number from 2 to 256')
    const applied = await migrateAloud(await findDatabase(context), context, { partitions })
    context.print(applied.length === 0 ? 'Nothing to do.' : `Applied: ${applied.join(', ')}`)
    return 0
  },
}
