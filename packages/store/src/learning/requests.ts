import { sql } from 'kysely'
import { v7 as newId } from 'uuid'
import { withoutNulls } from '../comments/pending.ts'
import type { Db } from '../database.ts'

/** What a worker was asked to do for a site, and what came of it. */
export type ModelRequest = {
  siteId: string
  id: string
  kind: 'rebuild' | 'backtest'
  askedBy: string
  payload: Record<string, unknown>
  state: 'waiting' | 'running' | 'done' | 'failed'
  result?: Record<string, unknown>
  askedAt: Date
  doneAt?: Date
}

const KEPT_DAYS = 7
const ABANDONED_MINUTES = 5

/** What makes a request a worker's to take: nobody works on it, or whoever did is gone. */
export const wantsWorker = sql`(state = 'waiting' or (state = 'running' and claimed_at < now() - ${ABANDONED_MINUTES} * interval '1 minute'))`

const columns = sql`site_id as "siteId", id, kind, asked_by as "askedBy", payload, state, result, asked_at as "askedAt",
  done_at as "doneAt"`

/** Work that owners ask for and a worker does within seconds. Rows are the queue: they live as long as the database does. */
export const requests = (db: Db) => ({
  ask: async ({
    siteId,
    kind,
    askedBy,
    payload = {},
  }: Pick<ModelRequest, 'siteId' | 'kind' | 'askedBy'> & { payload?: object }): Promise<string> => {
    const id = newId()
    await db
      .insertInto('model_request')
      .values({ site_id: siteId, id, kind, asked_by: askedBy, payload: JSON.stringify(payload) })
      .execute()
    return id
  },

  find: async (siteId: string, id: string): Promise<ModelRequest | undefined> => {
    const { rows } = await sql<ModelRequest>`
      select ${columns} from model_request where site_id = ${siteId} and id = ${id}::uuid`.execute(db)
    return rows[0] && withoutNulls(rows[0])
  },

  /** Takes the oldest request that nobody works on, or whose worker was gone for five minutes. */
  claim: async (): Promise<ModelRequest | undefined> => {
    const { rows } = await sql<ModelRequest>`
      update model_request set state = 'running', claimed_at = now()
      where (site_id, id) in (
        select site_id, id from model_request
        where ${wantsWorker}
        order by asked_at limit 1 for no key update skip locked
      )
      returning ${columns}`.execute(db)
    return rows[0] && withoutNulls(rows[0])
  },

  finish: async (
    { siteId, id }: Pick<ModelRequest, 'siteId' | 'id'>,
    state: 'done' | 'failed',
    result: object,
  ): Promise<void> => {
    await db
      .updateTable('model_request')
      .set({ state, result: JSON.stringify(result), done_at: new Date() })
      .where('site_id', '=', siteId)
      .where('id', '=', id)
      .execute()
  },

  /** Forgets what was asked a week ago. */
  forgetOld: async (): Promise<void> => {
    await sql`delete from model_request where asked_at < now() - ${KEPT_DAYS} * interval '1 day'`.execute(db)
  },
})
