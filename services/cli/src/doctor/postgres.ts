import { POSTGRES_SCHEMA } from '@parley/queue'
import pg from 'pg'
import { faultLine } from '../fault-line.ts'
import type { Finding } from './finding.ts'
import { ok, wrong } from './finding.ts'
import { mendOf } from './postgres-mends.ts'
import { judgeSettings, settingNames } from './settings.ts'

/** Looks at the server of a database. */
export const lookAtPostgres = (url: string): Promise<Finding[]> =>
  asking(url, async (client) => {
    const { rows } = await client.query<{ name: string; setting: string }>(
      'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
      [settingNames],
    )
    return judgeSettings(Object.fromEntries(rows.map(({ name, setting }) => [name, setting])))
  })

/** Looks whether the user may make and own the queue's tables, which api and worker see to at each start. */
const lookAtRights = (url: string): Promise<Finding[]> => {
  const ask = async (client: pg.Client) => {
    const { rows } = await client.query<{ database: string; user: string; makes: boolean; owns: boolean }>(
      `SELECT quote_ident(current_database()) AS database, quote_ident(current_user) AS user,
        has_database_privilege(current_database(), 'CREATE') AS makes,
        coalesce((SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = $1), true) AS owns`,
      [POSTGRES_SCHEMA],
    )
    return rows.flatMap(({ database, user, makes, owns }) => {
      const mend = makes
        ? `DROP SCHEMA ${POSTGRES_SCHEMA} CASCADE, which another user made; what it holds is asked again`
        : `GRANT CREATE ON DATABASE ${database} TO ${user}`
      return makes && owns ? [] : [wrong(`${user} may not make the queue's tables: api and worker do not start`, mend)]
    })
  }
  return asking(url, ask, true)
}

/** Looks at a queue in PostgreSQL, in Parley's own database, whose server was looked at before, or in another. */
export const lookAtQueueDatabase = async (url: string, databaseUrl: string): Promise<Finding[]> => {
  const own = url === databaseUrl
  const bad = own ? [] : (await lookAtPostgres(url)).filter(({ level }) => level === 'wrong').map(ofQueue)
  if (bad.length === 0) bad.push(...(await lookAtRights(url)))
  const fine = own ? 'the queue is in the same PostgreSQL' : "the queue's PostgreSQL answers"
  return bad.length > 0 ? bad : [ok(fine)]
}

/** The same of the queue's server: which one it is, and the variable that names it. */
const ofQueue = (finding: Finding): Finding => {
  const says = `the queue's PostgreSQL: ${finding.says}`.replaceAll('DATABASE_URL', 'QUEUE_URL')
  return finding.level === 'ok'
    ? { ...finding, says }
    : { ...finding, says, mend: finding.mend.replaceAll('DATABASE_URL', 'QUEUE_URL') }
}

/** What a server answers, or why it does not, unless that was told. */
const asking = async (url: string, ask: (client: pg.Client) => Promise<Finding[]>, isTold = false) => {
  let client: pg.Client | undefined
  try {
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 }) // reads files that the address names
    client.on('error', () => undefined)
    await client.connect()
    return await ask(client)
  } catch (fault) {
    if (isTold) return []
    const mend = 'see that PostgreSQL runs and that DATABASE_URL names its host, port, user and database'
    return [wrong(faultLine(fault), mendOf(fault) ?? mend)]
  } finally {
    await client?.end().catch(() => undefined)
  }
}
