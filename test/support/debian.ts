import { execFile, spawnSync } from 'node:child_process'
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { takeLock } from '@parley/embedded'

/** What to unpack: a name for the folder, the packages, and what to tell who cannot have them so. */
export type Wanted = {
  name: string
  packages: string[]
  advice: string
  /** Another release than this machine's, such as `trixie`, for its libraries; all that is needed must then be named. */
  release?: string
}

const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))
const run = promisify(execFile)

/** A folder in `.cache/` with Debian's packages unpacked, and the libraries that this machine lacks; nothing is installed. */
export const unpacked = async (wanted: Wanted): Promise<string> => {
  const folder = join(cache, `${wanted.name}-${process.arch}`)
  if (!(await exists(folder))) await unpackOnce(folder, wanted)
  return folder
}

/** What the programs in such a folder need to find their libraries. */
export const librariesOf = async (folder: string): Promise<Record<string, string>> => {
  const names = await readdir(join(folder, 'usr/lib')).catch(() => [])
  return { LD_LIBRARY_PATH: names.map((name) => join(folder, 'usr/lib', name)).join(':') }
}

/** Several may ask at once: the first one downloads, the others wait for it. */
const unpackOnce = async (folder: string, wanted: Wanted) => {
  const { advice } = wanted
  if (!(await exists('/usr/bin/apt-get'))) throw new Error(advice)
  await mkdir(cache, { recursive: true })
  let lock = await takeLock(`${folder}.lock`)
  while ('heldBy' in lock) {
    await delay(100)
    lock = await takeLock(`${folder}.lock`)
  }
  try {
    if (!(await exists(folder))) await unpack(folder, wanted)
  } catch (cause) {
    throw new Error(advice, { cause })
  } finally {
    await lock.release()
  }
}

const unpack = async (folder: string, { packages, release }: Wanted) => {
  const fresh = `${folder}.new`
  await rm(fresh, { recursive: true, force: true })
  const apt = await ownApt(join(fresh, 'apt'), release)
  await apt('apt-get', 'update')
  const lacking = release === undefined ? await missingLibraries(apt, packages) : []
  await apt('apt-get', 'download', ...packages, ...lacking)
  for (const file of (await readdir(fresh)).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg-deb', ['-x', file, '.'], { cwd: fresh })
    await rm(join(fresh, file))
  }
  await rm(join(fresh, 'apt'), { recursive: true })
  await rename(fresh, folder)
}

type Apt = (program: string, ...args: string[]) => Promise<string>

/** An apt whose lists are in a folder of its own: it needs no root and leaves the machine's lists alone. */
const ownApt = async (home: string, release?: string): Promise<Apt> => {
  await mkdir(join(home, 'lists/partial'), { recursive: true })
  await mkdir(join(home, 'archives/partial'), { recursive: true })
  const settings = [
    `Dir::State::lists=${home}/lists`,
    `Dir::Cache=${home}`,
    'APT::Sandbox::User=',
    'Debug::NoLocking=true',
    ...(release === undefined ? [] : await onlyFrom(release, home)),
  ]
  const options = settings.flatMap((setting) => ['-o', setting])
  const cwd = join(home, '..')
  return async (program, ...args) => (await run(program, [...options, ...args], { cwd, maxBuffer: 1 << 25 })).stdout
}

const onlyFrom = async (release: string, home: string) => {
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg'
  const list = join(home, 'sources.list')
  await writeFile(list, `deb [signed-by=${keys}] http://deb.debian.org/debian ${release} main\n`)
  return [`Dir::Etc::sourcelist=${list}`, 'Dir::Etc::sourceparts=/dev/null']
}

/** The libraries that the packages need and this machine lacks, and what those need in turn. */
const missingLibraries = async (apt: Apt, packages: string[], known: string[] = []): Promise<string[]> => {
  if (packages.length === 0) return known
  const answer = await apt('apt-cache', 'depends', '--important', ...packages)
  const needed = [...answer.matchAll(/^ {2}(?:Pre)?Depends: (lib\S+)$/gm)].flatMap(([, name]) => name ?? [])
  const lacking = [...new Set(needed)].filter((name) => !known.includes(name) && !isInstalled(name))
  return missingLibraries(apt, lacking, [...known, ...lacking])
}

const isInstalled = (name: string) => {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' })
  return stdout === 'installed'
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
