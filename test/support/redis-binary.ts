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
  if (process.getuid?.() !== 0 || !(await exists('/usr/bin/apt-get'))) throw new Error(advice)
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
  await mkdir(fresh, { recursive: true })
  await run('apt-get', ['update'])
  const packages = ['redis-server', 'redis-tools', ...(await missingLibraries(['redis-server', 'redis-tools']))]
  await run('apt-get', ['download', ...packages], { cwd: fresh })
  for (const file of (await readdir(fresh)).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg-deb', ['-x', file, '.'], { cwd: fresh })
    await rm(join(fresh, file))
  }
  await rename(fresh, folder)
}

/** The libraries that the packages need and this machine lacks, and what those need in turn. */
const missingLibraries = async (packages: string[], known: string[] = []): Promise<string[]> => {
  if (packages.length === 0) return known
  const { stdout } = await run('apt-cache', ['depends', '--important', ...packages])
  const needed = [...stdout.matchAll(/^ {2}(?:Pre)?Depends: (lib\S+)$/gm)].flatMap(([, name]) => name ?? [])
  const lacking = [...new Set(needed)].filter((name) => !known.includes(name) && !isInstalled(name))
  return missingLibraries(lacking, [...known, ...lacking])
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
