import type { Db } from '../database.ts'
import { audits } from './audits.ts'
import { dropErased, recordLook, rollBack, setFrozen } from './change.ts'
import { readAutomaticShares, readDecidedTexts, readDecisionLog } from './log.ts'
import { requests } from './requests.ts'
import { findState, readHeads, readUnseen } from './standing.ts'
import { readDecidedSubjects } from './subjects.ts'
import { findVersion, listActions, listVersions } from './versions.ts'

/** What sites learn from their moderators: the log it comes from, the versions kept of it, and who decides about them. */
export const learning = (db: Db) => ({
  log: readDecisionLog(db),
  texts: readDecidedTexts(db),
  subjects: readDecidedSubjects(db),
  automatic: readAutomaticShares(db),
  state: findState(db),
  heads: readHeads(db),
  unseen: readUnseen(db),
  versions: listVersions(db),
  version: findVersion(db),
  actions: listActions(db),
  record: recordLook(db),
  setFrozen: setFrozen(db),
  rollBack: rollBack(db),
  dropErased: dropErased(db),
  audits: audits(db),
  requests: requests(db),
})
