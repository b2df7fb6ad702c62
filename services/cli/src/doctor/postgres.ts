import { POSTGRES_SCHEMA } from '@parley/queue'
import pg from 'pg'
import { faultLine } from '../fault-line.ts'
import type { Finding } from './finding.ts'
import { ok, wrong } from './finding.ts'
import { mendOf } from './postgres-mends.ts'
import { judgeSettings, settingNames } from './settings.ts'

/** Looks at the server of a database, which that variable names. */
export const lookAtPostgres = (url: string, variable = 'DATABASE_URL'): Promise<Finding[]> =>
  asking({ url, variable }, async (client) => {
    const { rows } = await client.query<{ name: string; setting: string }>(
      'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
      [settingNames],
    )
    return judgeSettings(Object.fromEntries(rows.map(({ name, setting }) => [name, setting])), variable)
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
  return asking({ url }, ask)
}

/** Looks at a queue in PostgreSQL, in Parley's own database, whose server was looked at before, or in another. */
export const lookAtQueueDatabase = async (url: string, databaseUrl: string): Promise<Finding[]> => {
  const own = url === databaseUrl
  const server = own ? [] : await lookAtPostgres(url, 'QUEUE_URL')
  const bad = server
    .filter(({ level }) => level === 'wrong')
    .map((finding) => ({ ...finding, says: `the queue's PostgreSQL: ${finding.says}` }))
  if (bad.length === 0) bad.push(...(await lookAtRights(url)))
  return bad.length > 0 ? bad : [ok(own ? 'the queue is in the same PostgreSQL' : "the queue's PostgreSQL answers")]
}

/** What a server answers, or why it does not; without a variable to name, that was told. */
const asking = async (
  { url, variable }: { url: string; variable?: string },
  ask: (client: pg.Client) => Promise<Finding[]>,
) => {
  let client: pg.Client | undefined
  try {
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 }) // reads files that the address names
    client.on('error', () => undefined)
    await client.connect()
    return await ask(client)
  } catch (fault) {
    if (variable === undefined) return []
    const mend = `see that PostgreSQL runs and that ${variable} names its host, port, user and database`
    return [wrong(faultLine(fault), mendOf(fault, variable) ?? mend)]
  } finally {
    await client?.end().catch(() => undefined)
  }
}
