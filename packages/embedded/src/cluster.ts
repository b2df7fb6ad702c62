import { randomBytes, randomUUID } from 'node:crypto'
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { EmbeddedError } from './embedded-error.ts'
import type { Place } from './place.ts'
import { run } from './run.ts'
import { HALF } from './set-aside.ts'

/** The only user and the database that the embedded cluster is made with. */
export const owner = 'parley'

/** Who may connect: over loopback, with the password. */
const hostAccess = 'host all all 127.0.0.1/32 scram-sha-256\n'

/** Makes the cluster when it is missing and answers the password of its user. */
export const prepareCluster = async (place: Place, binaries: Binaries, durable: boolean): Promise<string> => {
  const version = await readFile(join(place.cluster, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (version === undefined) await makeCluster(place, binaries, durable)
  else if (version.trim() !== binaries.major) {
    const made = `${place.cluster} was made by PostgreSQL ${version.trim()}, this is ${binaries.major}`
    throw new EmbeddedError(`${made}: move its data with pg_dump, or name another data folder`)
  }
  return keptPassword(place, binaries)
}

/** initdb works in a folder of its own, renamed when whole: one that was cut short is thrown away by the next start. */
const makeCluster = async ({ home, cluster, account }: Place, binaries: Binaries, durable: boolean) => {
  const fresh = join(home, `${HALF}${randomUUID()}`)
  await mkdir(fresh, { mode: 0o700 })
  if (account) await chown(fresh, account.uid, account.gid)

  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const flags = ['--username', owner, '--auth=trust', ...locale, ...(durable ? [] : ['--no-sync'])]
  const made = await run(binaries.initdb, ['-D', fresh, ...flags], { ...binaries.options, cwd: fresh })
  if (made.code !== 0) throw new EmbeddedError(`initdb failed: ${made.failure?.message ?? whyIn(made.stderr)}`)

  await writeFile(join(fresh, 'pg_hba.conf'), hostAccess)
  await alone(binaries, fresh, `CREATE DATABASE ${owner}`)
  await rm(join(home, 'password'), { force: true })
  await rename(fresh, cluster)
}

const keptPassword = async ({ home, cluster }: Place, binaries: Binaries) => {
  const path = join(home, 'password')
  const kept = await readFile(path, 'utf8').catch(() => undefined)
  if (kept) return kept.trim()
  const password = randomBytes(24).toString('hex')
  await alone(binaries, cluster, `ALTER ROLE ${owner} PASSWORD '${password}'`)
  await writeFile(`${path}.new`, `${password}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
  return password
}

/** Runs one statement in single-user mode, which needs no server and no password. */
const alone = async ({ postgres, options }: Binaries, cluster: string, statement: string) => {
  const ran = await run(postgres, ['--single', '-j', '-D', cluster, 'postgres'], options, `${statement};\n\n`)
  const failed = ran.code !== 0 || /\b(ERROR|FATAL|PANIC):/.test(ran.stderr)
  if (failed) throw new EmbeddedError(`preparing the cluster failed: ${ran.failure?.message ?? lastLine(ran.stderr)}`)
}

/** What initdb says last is that it takes back what it made; first comes the reason. */
const whyIn = (text: string) =>
  text
    .split('\n')
    .find((line) => /\b(?:error|ERROR|FATAL|PANIC):/.test(line))
    ?.trim() ?? lastLine(text)

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? ''
