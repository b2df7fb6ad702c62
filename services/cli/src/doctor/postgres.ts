import pg from 'pg'
import { faultLine } from '../fault-line.ts'
import type { Finding } from './finding.ts'
import { ok, wrong } from './finding.ts'
import { judgeSettings, settingNames } from './settings.ts'

/** Looks at the server of a database. */
export const lookAtPostgres = async (url: string): Promise<Finding[]> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ name: string; setting: string }>(
      'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
      [settingNames],
    )
    return judgeSettings(Object.fromEntries(rows.map(({ name, setting }) => [name, setting])))
  } catch (fault) {
    return [
      wrong(faultLine(fault), 'see that PostgreSQL runs and that DATABASE_URL names its host, port, user and database'),
    ]
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Looks whether a queue's database answers, where it is another than Parley's. */
export const lookAtQueueDatabase = async (url: string): Promise<Finding[]> => {
  const found = await lookAtPostgres(url)
  const bad = found.filter(({ level }) => level === 'wrong')
  return bad.length > 0 ? bad : [ok("the queue's PostgreSQL answers")]
}
