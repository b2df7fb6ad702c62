import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startEmbedded } from '@parley/embedded'
import { createStore, migrate } from '@parley/store'
import { freshFolder } from '../support/embedded.ts'
import { byModerator, moveOf, placed } from '../support/store.ts'
import { until } from '../support/until.ts'
import { cpuOf, startService, type Service } from './system.ts'

const usage = `node test/load/events.ts [--streams 10000] [--rounds 10]
  Opens streams of events to one api process, all of one article, and tells what each costs in memory and how long a
  change takes to reach the last of them. Both ends need a file descriptor a stream: ulimit -n 12000 for 10,000.`

const { values: asked } = parseArgs({
  options: {
    streams: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '10' },
    help: { type: 'boolean' },
  },
})
if (asked.help) {
  console.log(usage)
  process.exit(0)
}
const streams = Number(asked.streams)
const MUST = { kilobytes: 20, milliseconds: 400 }

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
const first = await readersOf(api, some)
const before = await residentOf(api)
const all = await readersOf(api, streams - some)
const after = await residentOf(api)
const kilobytes = (after - before) / (streams - some)
console.log(`streams open: ${first.open + all.open}, refused or lost: ${first.failed + all.failed}`)
console.log(
  `memory: ${Math.round(before / 1024)} MB with ${some}, ${Math.round(after / 1024)} MB with all; ${kilobytes.toFixed(1)} kB each`,
)

const id = await placed(store, 'published', { siteId: 'paper', articleKey: 'a' })
const took: number[] = []
const cpuBefore = await cpuOf(api)
for (let round = 0; round < Number(asked.rounds); round += 1) {
  const { revision } = await byModerator(store, [moveOf(id, round % 2 === 0 ? 'held' : 'published')], 'ada', 'paper')
  const { firstAt, lastAt } = await all.heard(revision)
  took.push(lastAt - firstAt)
}
const cpu = ((await cpuOf(api)) ?? 0) - (cpuBefore ?? 0)
took.sort((one, two) => one - two)
const middle = took[Math.floor(took.length / 2)] ?? 0
console.log(`a change, from the first stream told to the last: ${middle} ms in the middle, ${took.at(-1)} ms at most`)
console.log(`processor time of the api for each: ${Math.round((cpu * 1_000) / took.length)} ms`)
console.log(`memory after that: ${Math.round((await residentOf(api)) / 1024)} MB`)
const missed = kilobytes > MUST.kilobytes || middle > MUST.milliseconds || all.failed > 0
console.log(missed ? 'missed' : `reached: at most ${MUST.kilobytes} kB and ${MUST.milliseconds} ms`)
process.exitCode = missed ? 1 : 0

/** Opens streams from a process of their own. */
async function readersOf({ port }: Service, count: number) {
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
async function residentOf({ pid }: Service): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])
}
