import { migrate } from '@parley/store'
import type { Command } from '../context.ts'
import { findDatabase } from '../open-store.ts'
import { readArgs } from '../parse-args.ts'

/** `parley migrate`: brings the database's tables up to date. */
export const migrateDatabase: Command = {
  usage: 'migrate',
  summary: 'Brings the database up to date; safe to repeat and to run twice at once.',
  run: async (args, context) => {
    readArgs(args, {})
    const applied = await migrate(await findDatabase(context))
    context.print(applied.length === 0 ? 'Nothing to do.' : `Applied: ${applied.join(', ')}`)
    return 0
  },
}
