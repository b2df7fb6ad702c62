import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startEmbedded } from '@parley/embedded'
import { createStore, migrate } from '@parley/store'
import { freshFolder } from '../support/embedded.ts'
import { byModerator, moveOf, placed } from '../support/store.ts'
import { until } from '../support/until.ts'
import { cpuOf, startService, type Service } from './system.ts'

/** What streams of events cost one api process. Memory is resident, `each` in kilobytes; times are milliseconds. */
export type Streams = {
  open: number
  failed: number
  megabytes: { some: number; all: number; after: number }
  each: number
  /** From the first stream told of a change to the last: the middle round, and the slowest. */
  broadcast: { middle: number; most: number }
  cpuMs: number
}

/** Opens streams to one api process, all of one article, and changes that a few times. Both ends need a file descriptor a stream. */
export const measureStreams = async ({ streams, rounds }: { streams: number; rounds: number }): Promise<Streams> => {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await freshFolder())
  const postgres = stack.use(await startEmbedded({ dir: join(folder.path, 'data') }))
  await migrate(postgres.url)
  const store = stack.use(createStore({ url: postgres.url, poolSize: 2 }))
  await store.sites.add({ id: 'paper', name: 'Bench', hosts: ['bench.example'] })
  const env = {
    DATABASE_URL: postgres.url,
    QUEUE_URL: postgres.url,
    RATE_LIMIT_READ: 'off',
    STREAMS_MAX: String(streams + 10),
    STREAMS_PER_NETWORK: String(streams + 10),
  }
  const api = stack.use(await startService({ main: 'services/api/src/main.ts', env, folder: folder.path }))
  const some = Math.min(1_000, Math.floor(streams / 10)) // the first ones pay for what every process needs once
  const first = await readersOf(stack, api, some)
  const before = await residentOf(api)
  const all = await readersOf(stack, api, streams - some)
  const after = await residentOf(api)
  const kilobytes = (after - before) / (streams - some)

  const id = await placed(store, 'published', { siteId: 'paper', articleKey: 'a' })
  const took: number[] = []
  const cpuBefore = await cpuOf(api)
  for (let round = 0; round < rounds; round += 1) {
    const { revision } = await byModerator(store, [moveOf(id, round % 2 === 0 ? 'held' : 'published')], 'ada', 'paper')
    const { firstAt, lastAt } = await all.heard(revision)
    took.push(lastAt - firstAt)
  }
  const cpu = ((await cpuOf(api)) ?? 0) - (cpuBefore ?? 0)
  took.sort((one, two) => one - two)
  const middle = took[Math.floor(took.length / 2)] ?? 0
  const megabytes = (kilobytesHeld: number) => Math.round(kilobytesHeld / 1024)
  return {
    open: first.open + all.open,
    failed: first.failed + all.failed,
    megabytes: { some: megabytes(before), all: megabytes(after), after: megabytes(await residentOf(api)) },
    each: kilobytes,
    broadcast: { middle, most: took.at(-1) ?? 0 },
    cpuMs: Math.round((cpu * 1_000) / took.length),
  }
}

/** Opens streams from a process of their own. */
const readersOf = async (stack: AsyncDisposableStack, { port }: Service, count: number) => {
  const main = fileURLToPath(new URL('event-readers.ts', import.meta.url))
  const path = '/v1/sites/paper/events?article=a'
  const child = spawn(process.execPath, [main, String(port), path, String(count)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  stack.defer(async () => {
    child.stdin.end()
    await once(child, 'exit')
  })
  const lines: { event: string; [field: string]: number | string }[] = []
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line) as (typeof lines)[number]))
  const said = (event: string, revision?: number) =>
    until(
      `readers say ${event}`,
      () => lines.find((line) => line.event === event && (revision === undefined || line['revision'] === revision)),
      { timeoutMs: 60_000, everyMs: 5 },
    )
  const { open, failed } = await said('open')
  return {
    open: Number(open),
    failed: Number(failed),
    heard: async (revision: number) => {
      const told = await said('heard', revision)
      return { firstAt: Number(told['firstAt']), lastAt: Number(told['lastAt']) }
    },
  }
}

/** Kilobytes that a process holds. */
const residentOf = async ({ pid }: Service): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])
}
