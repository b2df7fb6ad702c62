import type { Db } from '../database.ts'
import { decideWave } from './decide.ts'
import { join } from './join.ts'
import { findWave, listWaves } from './list.ts'
import { listMembers } from './members.ts'
import { findRejected } from './rulings.ts'

/** Near-copies across the articles and authors of a site, taken together. */
export const waves = (db: Db, onRevisions: (revisions: Map<string, number>) => void) => ({
  join: join(db),
  findRejected: findRejected(db),
  list: listWaves(db),
  find: findWave(db),
  members: listMembers(db),
  decide: decideWave(db, onRevisions),
})
