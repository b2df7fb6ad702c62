import { execFile, spawnSync } from 'node:child_process'
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { takeLock } from '@parley/embedded'

/** How to start a redis-server of this machine. */
export type RedisBinary = { program: string; env: Record<string, string> }

const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))
const advice =
  'Redis is missing: put redis-server on PATH (Debian: apt-get install redis-server; macOS: brew install redis)'
const run = promisify(execFile)

/** The redis-server on PATH, else one unpacked from Debian's packages into `.cache/`; nothing is installed or started. */
export const findRedis = async (): Promise<RedisBinary> => {
  if (spawnSync('redis-server', ['--version']).status === 0) return { program: 'redis-server', env: {} }
  const folder = join(cache, `redis-${process.arch}`)
  if (!(await exists(folder))) await unpackOnce(folder)
  const libraries = (await readdir(join(folder, 'usr/lib'))).map((name) => join(folder, 'usr/lib', name))
  return { program: join(folder, 'usr/bin/redis-server'), env: { LD_LIBRARY_PATH: libraries.join(':') } }
}

/** Test files run side by side: the first one downloads, the others wait for it. */
const unpackOnce = async (folder: string) => {
  if (!(await exists('/usr/bin/apt-get'))) throw new Error(advice)
  await mkdir(cache, { recursive: true })
  let lock = await takeLock(`${folder}.lock`)
  while ('heldBy' in lock) {
    await delay(100)
    lock = await takeLock(`${folder}.lock`)
  }
  try {
    if (!(await exists(folder))) await unpack(folder)
  } catch (cause) {
    throw new Error(advice, { cause })
  } finally {
    await lock.release()
  }
}

const unpack = async (folder: string) => {
  const fresh = `${folder}.new`
  await rm(fresh, { recursive: true, force: true })
  const apt = await ownApt(join(fresh, 'apt'))
  await apt('apt-get', 'update')
  const packages = ['redis-server', 'redis-tools', ...(await missingLibraries(apt, ['redis-server', 'redis-tools']))]
  await apt('apt-get', 'download', ...packages)
  for (const file of (await readdir(fresh)).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg-deb', ['-x', file, '.'], { cwd: fresh })
    await rm(join(fresh, file))
  }
  await rm(join(fresh, 'apt'), { recursive: true })
  await rename(fresh, folder)
}

type Apt = (program: string, ...args: string[]) => Promise<string>

/** An apt whose lists are in a folder of its own: it needs no root and leaves the machine's lists alone. */
const ownApt = async (home: string): Promise<Apt> => {
  await mkdir(join(home, 'lists/partial'), { recursive: true })
  await mkdir(join(home, 'archives/partial'), { recursive: true })
  const settings = [
    `Dir::State::lists=${home}/lists`,
    `Dir::Cache=${home}`,
    'APT::Sandbox::User=',
    'Debug::NoLocking=true',
  ]
  const options = settings.flatMap((setting) => ['-o', setting])
  const cwd = join(home, '..')
  return async (program, ...args) => (await run(program, [...options, ...args], { cwd, maxBuffer: 1 << 25 })).stdout
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
