import { EmbeddedError } from '@parley/embedded'

/** What to do about a pooler before PostgreSQL that does not keep what belongs to a connection, as PgBouncer does by transaction. */
export const POOLER_MEND = 'have DATABASE_URL name PostgreSQL itself: Parley keeps a pool of its own'

/** What such a pooler says: it refuses a connection's settings, or has statements of one prepared on another. */
export const isPoolers = (fault: unknown): boolean => {
  if (!(fault instanceof Error) || !('code' in fault)) return false
  return fault.code === '42P05' || fault.code === '26000' || fault.message.startsWith('unsupported startup parameter')
}

/** One line for a fault: what went wrong, without passwords of addresses and without a stack. */
export const faultLine = (fault: unknown): string => {
  if (fault instanceof EmbeddedError) return fault.message
  if (!(fault instanceof Error)) return 'something unknown went wrong'
  const cause = fault instanceof AggregateError ? (fault.errors[0] as unknown) : fault
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (/^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENETUN)/.test(code)) return `the database cannot be reached (${code})`
  if (isPoolers(cause)) return `a pooler stands before PostgreSQL: ${POOLER_MEND}`
  if (code === '28P01' || code === '28000') return 'the database refuses the user or its password'
  if (code === '3D000') return 'the server has no such database'
  if (code === '42P01') return 'the database is not migrated: run parley migrate'
  const message = cause instanceof Error ? cause.message : fault.message
  return (message.split('\n')[0] ?? '').replaceAll(/\/\/[^\s@/]*@/g, '//…@')
}
