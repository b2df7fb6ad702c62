import { doctor } from './commands/doctor.ts'
import { exportStatic } from './commands/export.ts'
import { migrateDatabase } from './commands/migrate.ts'
import { recount } from './commands/recount.ts'
import { addSite } from './commands/site-add.ts'
import { listSites } from './commands/site-list.ts'
import { setSite } from './commands/site-set.ts'
import { start } from './commands/start.ts'
import { addToken } from './commands/token-add.ts'
import { listTokens } from './commands/token-list.ts'
import { revokeToken } from './commands/token-revoke.ts'
import type { Command } from './context.ts'

/** Every command, by the words that call it, in the order that --help shows. */
export const commands: Record<string, Command> = {
  start,
  'site add': addSite,
  'site list': listSites,
  'site set': setSite,
  'token add': addToken,
  'token list': listTokens,
  'token revoke': revokeToken,
  recount,
  export: exportStatic,
  migrate: migrateDatabase,
  doctor,
}
