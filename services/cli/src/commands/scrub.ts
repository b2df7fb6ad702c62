import { databasesSetAside } from '@parley/embedded'
import { readConfig } from '../config.ts'
import type { Command } from '../context.ts'
import { withStore } from '../open-store.ts'
import { readArgs } from '../parse-args.ts'

/** `parley scrub`: takes what authors erased off the disk, not only out of the tables. */
export const scrub: Command = {
  usage: 'scrub',
  summary: 'Writes the tables anew and drops old logs, so that erased texts leave the disk.',
  details: `An erased text is in no table at once, but PostgreSQL keeps its bytes in freed space and in the write-ahead log for a while.
Comments wait while a table is written anew: seconds for thousands, minutes for millions. Backups taken before still hold them, and so does a database that a restore set aside: it is named.`,
  run: async (args, context) => {
    readArgs(args, {})
    const { tables, logDropped } = await withStore(context, (store) => store.scrub())
    context.print(`${tables.length} tables written anew.`)
    context.print(
      logDropped
        ? 'The write-ahead log holds nothing older.'
        : 'The write-ahead log was left alone: that takes a superuser. It goes by itself as the server writes on.',
    )
    const { databaseUrl, dataDir } = readConfig(context)
    for (const folder of databaseUrl ? [] : await databasesSetAside(dataDir)) {
      context.print(
        `${folder} was set aside by a restore and holds what was erased since: delete it when you are sure.`,
      )
    }
    return 0
  },
}
