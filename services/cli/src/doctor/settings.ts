import type { Finding } from './finding.ts'
import { look, ok, wrong } from './finding.ts'

/** PostgreSQL's settings by name, as `pg_settings` has them. */
export type Settings = Readonly<Record<string, string | undefined>>

/** The settings that the doctor reads. */
export const settingNames = [
  'server_version_num',
  'server_version',
  'server_encoding',
  'transaction_read_only',
  'fsync',
  'full_page_writes',
  'synchronous_commit',
  'max_connections',
  'log_min_messages',
  'log_min_error_statement',
  'log_error_verbosity',
  'log_statement',
  'log_min_duration_statement',
  'log_parameter_max_length',
  'log_parameter_max_length_on_error',
]

const set = (name: string, value: string) => `ALTER SYSTEM SET ${name} = '${value}'; SELECT pg_reload_conf();`
const quietLevels = ['log', 'fatal', 'panic']

/** Judges the settings of a server: is what was accepted durable, and does its log keep readers' words to itself? `variable`
 *  names the server. */
export const judgeSettings = (settings: Settings, variable = 'DATABASE_URL'): Finding[] => {
  const is = (name: string) => settings[name] ?? ''
  const version = Number(is('server_version_num'))
  return [
    version >= 160_000
      ? ok(`PostgreSQL ${is('server_version')} answers`)
      : wrong(`PostgreSQL ${is('server_version')} is too old`, 'use PostgreSQL 16 or newer; Parley is tested with 18'),
    is('server_encoding') === 'UTF8'
      ? ok('the database speaks UTF-8')
      : wrong(
          `the database's encoding is ${is('server_encoding')}`,
          "make it anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
        ),
    ...(is('transaction_read_only') === 'on'
      ? [
          wrong(
            'the database takes no writes: no comment can be stored',
            `see whether ${variable} names a standby, whether the disk is full, and default_transaction_read_only`,
          ),
        ]
      : []),
    ...['fsync', 'full_page_writes']
      .filter((name) => is(name) !== 'on')
      .map((name) => wrong(`${name} is off: a crash of the machine may destroy the database`, set(name, 'on'))),
    ...(is('synchronous_commit') === 'off'
      ? [wrong('synchronous_commit is off: a crash loses comments that were accepted', set('synchronous_commit', 'on'))]
      : []),
    ...(Number(is('max_connections')) < 50
      ? [
          look(
            `max_connections is ${is('max_connections')}`,
            "each api and worker wants about 20: ALTER SYSTEM SET max_connections = '100'; then restart PostgreSQL",
          ),
        ]
      : []),
    ...judgeLog(is),
  ]
}

const judgeLog = (is: (name: string) => string): Finding[] => {
  const found: Finding[] = []
  if (!quietLevels.includes(is('log_min_error_statement'))) {
    found.push(
      wrong('the log prints statements that failed, with what readers wrote', set('log_min_error_statement', 'panic')),
    )
  }
  if (!quietLevels.includes(is('log_min_messages')) && is('log_error_verbosity') !== 'terse') {
    found.push(
      wrong('the log prints the rows that failed, with what readers wrote', set('log_error_verbosity', 'terse')),
    )
  }
  if (['all', 'mod'].includes(is('log_statement'))) {
    found.push(wrong('the log prints every statement, with what readers write', set('log_statement', 'none')))
  }
  if (Number(is('log_min_duration_statement')) >= 0 && is('log_parameter_max_length') !== '0') {
    found.push(wrong('the log prints slow statements with what readers wrote', set('log_parameter_max_length', '0')))
  }
  if (!['', '0'].includes(is('log_parameter_max_length_on_error'))) {
    found.push(
      wrong('the log prints the parameters of failed statements', set('log_parameter_max_length_on_error', '0')),
    )
  }
  return found.length > 0 ? found : [ok("PostgreSQL's log keeps readers' words to itself")]
}
