const mends: [RegExp, (name: string) => string][] = [
  [/^28/, (name) => `see ${name}'s user and password, and whom pg_hba.conf lets in`],
  [/^53100$/, () => "make room on PostgreSQL's disk, never in pg_wal"],
  [
    /^53300$/,
    () => 'see in pg_stat_activity who holds them, or raise max_connections: each api and worker wants about 20',
  ],
  [
    /^42501$/,
    (name) => `GRANT its user what it lacks, or have ${name} name the tables' owner, as whom parley migrate ran`,
  ],
  [/ALTNAME/, (name) => `have ${name} name the host as the server's certificate does`],
  [
    /CERT|SIGN/,
    (name) => `name the file of its CA: sslmode=verify-full&sslrootcert=… in ${name}, or NODE_EXTRA_CA_CERTS`,
  ],
  [
    /^(ENOENT|EACCES|EISDIR)$/,
    (name) => `sslrootcert, sslcert and sslkey in ${name} each name a file that can be read`,
  ],
  [/not support SSL/, (name) => `turn on ssl in PostgreSQL, or take sslmode from ${name} where nobody listens between`],
]

/** What to do about a PostgreSQL that does not serve, where its fault tells, `name` being the variable that names it. */
export const mendOf = (fault: unknown, name: string): string | undefined => {
  if (!(fault instanceof Error)) return undefined
  const told = 'code' in fault ? String(fault.code) : fault.message
  return mends.find(([reason]) => reason.test(told))?.[1](name)
}
