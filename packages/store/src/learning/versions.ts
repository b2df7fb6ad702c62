import { sql } from 'kysely'
import { withoutNulls } from '../comments/pending.ts'
import type { Db } from '../database.ts'

/** A kept version of what a site learned, without its weights. */
export type ModelVersion = {
  version: number
  /** Which models as shipped it was learned beside. */
  base: string
  /** The event of the site's log up to which it learned. */
  revision: number
  decisions: number
  origin: 'learned' | 'rebuilt'
  /** How it won its place. */
  contest: Record<string, unknown>
  bytes: number
  madeAt: Date
}

/** Something that was done to a site's model, and by whom. */
export type ModelAction = { action: string; version?: number; by: string; at: Date }

const columns = sql`version, base, revision, decisions, origin, contest, octet_length(weights) as bytes, made_at as "madeAt"`

/** The kept versions of a site, newest first. */
export const listVersions =
  (db: Db) =>
  async (siteId: string): Promise<ModelVersion[]> => {
    const { rows } = await sql<ModelVersion>`
      select ${columns} from site_model where site_id = ${siteId} order by version desc`.execute(db)
    return rows
  }

/** One kept version with its weights. */
export const findVersion =
  (db: Db) =>
  async (siteId: string, version: number): Promise<(ModelVersion & { weights: Buffer }) | undefined> => {
    const { rows } = await sql<ModelVersion & { weights: Buffer }>`
      select ${columns}, weights from site_model where site_id = ${siteId} and version = ${version}`.execute(db)
    return rows[0]
  }

/** The newest of what was done to a site's model. */
export const listActions =
  (db: Db) =>
  async (siteId: string, newest: number): Promise<ModelAction[]> => {
    const { rows } = await sql<ModelAction>`
      select action, version, by, at from model_action where site_id = ${siteId} order by id desc limit ${newest}`.execute(
      db,
    )
    return rows.map(withoutNulls)
  }
