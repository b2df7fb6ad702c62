import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keptCode, startedCode } from './started-code.ts'
import { until } from './until.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** How a command of `parley` ended and what it said. */
export type Said = { code: number | null; out: string; err: string }

/** Runs one command of `parley` to its end. */
export const parley = async (args: string[], env: Record<string, string> = {}): Promise<Said> => {
  const child = spawn(process.execPath, [startedCode('services/cli/src/main.ts'), ...args], {
    env: { ...keptCode(), ...env },
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

/** Posts a comment to the demo article; answers its id once it is accepted. */
export const post = async (url: string, body: string): Promise<string> => {
  const answer = await fetch(`${url}/v1/sites/demo/comments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ article: { key: 'welcome' }, author: { name: 'Ada' }, body }),
    signal: AbortSignal.timeout(10_000),
  })
  if (answer.status !== 202) throw new Error(`not accepted: ${answer.status} ${await answer.text()}`)
  const { comment } = (await answer.json()) as { comment: { id: string } }
  return comment.id
}

/** The demo article's published count as a site polls it. */
export const polledCount = async (url: string): Promise<number> => {
  const answer = await fetch(`${url}/v1/sites/demo/counts?article=welcome`, { signal: AbortSignal.timeout(10_000) })
  const { counts } = (await answer.json()) as { counts: Record<string, number> }
  return counts['welcome'] ?? -1
}

/** Waits until the published count is this. */
export const untilCount = (url: string, count: number): Promise<unknown> =>
  until(`a count of ${count}`, async () => (await polledCount(url)) === count, { timeoutMs: 30_000 })

/** The processes of a standalone, as it wrote them down: itself, its services, and its PostgreSQL. */
export const partsOf = async (dir: string): Promise<{ parent: number; services: number[]; postgres: number }> => {
  const running = JSON.parse(await readFile(join(dir, 'running.json'), 'utf8')) as {
    parent: { pid: number }
    services: { pid: number }[]
  }
  const home = await readFile(join(dir, 'location'), 'utf8').catch(() => join(dir, 'postgres'))
  const [postgres = '0'] = (await readFile(join(home.trim(), 'cluster/postmaster.pid'), 'utf8')).split('\n')
  return { parent: running.parent.pid, services: running.services.map(({ pid }) => pid), postgres: Number(postgres) }
}

// What a room runs with: its own packages too, where npm could not lift them to the root.
const ownParts = ['package.json', 'src', 'models', 'dist', 'node_modules']

/** What of the checkout a standalone needs, as a tree of its own in the folder: files are linked, folders are new. */
export const treeIn = async (folder: string): Promise<string> => {
  const tree = join(folder, 'parley')
  const rooms = ['packages', 'services'].map(async (group) =>
    (await readdir(join(root, group))).flatMap((room) => ownParts.map((part) => `${group}/${room}/${part}`)),
  )
  const parts = ['package.json', 'node_modules', ...(await Promise.all(rooms)).flat()]
  for (const part of parts.filter((path) => existsSync(join(root, path)))) {
    const target = dirname(join(tree, part))
    await mkdir(target, { recursive: true })
    if (!(await copied(['-al', join(root, part), target]))) await copied(['-a', join(root, part), target])
  }
  return tree
}

const copied = async (args: string[]) => {
  const child = spawn('cp', args, { stdio: 'ignore' })
  const [code] = (await once(child, 'close')) as [number | null]
  return code === 0
}
