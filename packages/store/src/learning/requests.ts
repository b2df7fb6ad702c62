import type { RequestFailure } from '@parley/contracts'
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
/** So many workers begin a request; one that none of them came to the end of kills them, or would take for ever. */
const TRIES = 3
const GIVEN_UP: { why: RequestFailure } = { why: 'given-up' }

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

  /** The newest of a site that a worker has not done. */
  undone: async (siteId: string, newest: number): Promise<ModelRequest[]> => {
    const { rows } = await sql<ModelRequest>`
      select ${columns} from model_request where site_id = ${siteId} and state <> 'done'
      order by asked_at desc limit ${newest}`.execute(db)
    return rows.map(withoutNulls)
  },

  /** Takes the oldest request that nobody works on, or whose worker was gone for five minutes. One that three workers began and none
   *  ended is answered as failed: nobody shall begin it again. */
  claim: async (): Promise<ModelRequest | undefined> => {
    const { rows } = await sql<ModelRequest>`
      update model_request set claimed_at = now(), tries = least(tries + 1, ${TRIES}::int),
        state = case when tries < ${TRIES} then 'running' else 'failed' end,
        result = case when tries < ${TRIES} then result else ${JSON.stringify(GIVEN_UP)}::jsonb end,
        done_at = case when tries < ${TRIES} then done_at else now() end
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
    ...[state, result]: ['done', object] | ['failed', { why: RequestFailure }]
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
