import pg from 'pg'
import { NUDGE_CHANNEL } from './names.ts'
import type { Channel } from './nudges.ts'

const LISTEN_AGAIN_MS = 500

/** LISTEN and NOTIFY. A subscription dies with its connection, so a lost one is made again until it is closed. */
export const openPostgresChannel = ({ url, lost }: { url: string; lost: (err: unknown) => void }): Channel => {
  const options = {
    connectionString: url,
    application_name: 'parley-nudges',
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  }
  const pool = new pg.Pool({ ...options, max: 1, query_timeout: 3_000 })
  pool.on('error', lost)
  pool.on('connect', (client) => client.on('error', lost)) // the pool does not listen to one that is lent out
  let listener: pg.Client | undefined
  let again: NodeJS.Timeout | undefined
  let closed = false

  const listen = async (heard: (message: string) => void): Promise<void> => {
    const client = new pg.Client(options)
    listener = client
    const relisten = (): void => {
      if (closed || listener !== client) return
      listener = undefined
      client.end().catch(() => undefined)
      again = setTimeout(() => void listen(heard), LISTEN_AGAIN_MS)
    }
    client.on('error', relisten).on('end', relisten)
    client.on('notification', ({ payload }) => heard(payload ?? ''))
    try {
      await client.connect()
      await client.query(`listen ${NUDGE_CHANNEL}`)
    } catch (err) {
      lost(err)
      relisten()
    }
  }
  return {
    publish: async (message) => void (await pool.query('select pg_notify($1, $2)', [NUDGE_CHANNEL, message])),
    subscribe: (heard) => void listen(heard),
    close: async () => {
      closed = true
      clearTimeout(again)
      await Promise.all([pool.end(), listener?.end().catch(() => undefined)])
    },
  }
}
