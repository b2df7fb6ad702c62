import { freezeModel } from './commands/model-freeze.ts'
import { rebuildModel } from './commands/model-rebuild.ts'
import { rollBackModel } from './commands/model-rollback.ts'
import { showModel } from './commands/model-status.ts'
import { thawModel } from './commands/model-thaw.ts'
import { backtestSite } from './commands/site-backtest.ts'
import { backup } from './commands/backup.ts'
import { doctor } from './commands/doctor.ts'
import { exportStatic } from './commands/export.ts'
import { migrateDatabase } from './commands/migrate.ts'
import { recount } from './commands/recount.ts'
import { restore } from './commands/restore.ts'
import { scrub } from './commands/scrub.ts'
import { addSite } from './commands/site-add.ts'
import { listSites } from './commands/site-list.ts'
import { setSite } from './commands/site-set.ts'
import { start } from './commands/start.ts'
import { addToken } from './commands/token-add.ts'
import { listTokens } from './commands/token-list.ts'
import { revokeToken } from './commands/token-revoke.ts'
import { showVersion } from './commands/version.ts'
import type { Command } from './context.ts'

/** Every command, by the words that call it, in the order that --help shows. */
export const commands: Record<string, Command> = {
  start,
  'site add': addSite,
  'site list': listSites,
  'site set': setSite,
  'site backtest': backtestSite,
  'model status': showModel,
  'model freeze': freezeModel,
  'model thaw': thawModel,
  'model rollback': rollBackModel,
  'model rebuild': rebuildModel,
  'token add': addToken,
  'token list': listTokens,
  'token revoke': revokeToken,
  recount,
  export: exportStatic,
  backup,
  restore,
  scrub,
  migrate: migrateDatabase,
  doctor,
  version: showVersion,
}
