const mends: [RegExp, string][] = [
  [/^28/, "see DATABASE_URL's user and password, and whom pg_hba.conf lets in"],
  [/^53100$/, "make room on PostgreSQL's disk, never in pg_wal"],
  [/^53300$/, 'see in pg_stat_activity who holds them, or raise max_connections: each api and worker wants about 20'],
  [/^42501$/, "GRANT its user what it lacks, or have DATABASE_URL name the tables' owner, as whom parley migrate ran"],
  [/ALTNAME/, "have DATABASE_URL name the host as the server's certificate does"],
  [/CERT|SIGN/, 'name the file of its CA: sslmode=verify-full&sslrootcert=… in DATABASE_URL, or NODE_EXTRA_CA_CERTS'],
  [/^(ENOENT|EACCES|EISDIR)$/, 'sslrootcert, sslcert and sslkey in DATABASE_URL each name a file that can be read'],
  [/not support SSL/, 'turn on ssl in PostgreSQL, or take sslmode from DATABASE_URL where nobody listens between'],
]

/** What to do about a PostgreSQL that does not serve, where its fault tells. */
export const mendOf = (fault: unknown): string | undefined => {
  if (!(fault instanceof Error)) return undefined
  const told = 'code' in fault ? String(fault.code) : fault.message
  return mends.find(([reason]) => reason.test(told))?.[1]
}
