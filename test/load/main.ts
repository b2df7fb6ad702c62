import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { measureAccepting, measureVisible } from './accepting.ts'
import { loadArticles, measureCounts, measurePage } from './reading.ts'
import type { Ratio } from './rounds.ts'
import { memoryOf, startSystem } from './system.ts'

const usage = `npm run bench -- [--quick] [--only redis|standalone]
  Every rate is a ratio to a raw node:http server in the same run: baseline, ours, baseline; the median of at least three
  rounds whose baselines differ by no more than 15 %. About ten minutes; --quick about three. JSON goes to test/load/results/.`

const { values: asked } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean' } },
})
if (asked.help || (asked.only !== undefined && !['redis', 'standalone'].includes(asked.only))) {
  console.log(usage)
  process.exit(asked.help ? 0 : 2)
}

/** A line of the table. `least` and `most` are what must be reached. */
type Line = {
  what: string
  reached: number
  unit: '×' | 'ms' | 'MB' | ''
  least?: number
  most?: number
  ratio?: Ratio
}

const how = asked.quick ? { rounds: 3, seconds: 2 } : { rounds: 3, seconds: 5 }
const lines: Line[] = []
const say = (line: Line): void => {
  lines.push(line)
  const { what, reached, unit, least, most, ratio } = line
  const must = least === undefined ? (most === undefined ? '' : `must ≤ ${most}`) : `must ≥ ${least}`
  const detail = ratio
    ? `${Math.round(ratio.ours)}/s of ${Math.round(ratio.baseline)}/s, ${ratio.rounds} rounds${ratio.steady ? '' : ', baseline unsteady'}`
    : ''
  console.log(`${what.padEnd(52)} ${`${round(reached)} ${unit}`.padStart(10)}   ${must.padEnd(13)} ${detail}`)
}
const round = (value: number): number => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)))

if (asked.only !== 'standalone') {
  await using system = await startSystem('redis')
  say({ what: 'api: start to ready', reached: system.readyMs.api, unit: 'ms' })
  say({ what: 'worker: start to ready', reached: system.readyMs.worker, unit: 'ms' })
  await sayMemory('api, idle', system.api.pid)
  const visible = await measureVisible(system, asked.quick ? 50 : 200)
  say({ what: 'comment sent to count visible, idle, p50', reached: visible.p50, unit: 'ms', most: 20 })
  say({ what: 'comment sent to count visible, idle, p99', reached: visible.p99, unit: 'ms' })
  await sayAccepting(system, 'Redis', { accepted: 0.1, decided: 0.08 })
  await loadArticles(system)
  for (const articles of [1, 20, 100]) {
    const ratio = await measureCounts(system, articles, how)
    say({
      what: `counts of ${articles}, 100,000 articles held`,
      reached: ratio.ratio,
      unit: '×',
      ratio,
      ...(articles === 1 ? { least: 0.55 } : {}),
    })
  }
  await sayMemory('api, 100,000 articles held', system.api.pid)
  const page = await measurePage(system, how)
  say({ what: 'first page of 1,000 comments', reached: page.ratio, unit: '×', ratio: page })
  await sayMemory('worker, after all that', system.worker.pid)
  say({
    what: 'articles whose count drifted',
    reached: (await system.store.recount()).drift.filter(({ key }) => !key.startsWith('loaded-')).length,
    unit: '',
    most: 0,
  })
}
if (asked.only !== 'redis') {
  await using system = await startSystem('postgres')
  await sayAccepting(system, 'standalone', { accepted: 0.03, decided: 0.03 })
}

async function sayAccepting(
  system: Parameters<typeof measureAccepting>[0],
  where: string,
  must: { accepted: number; decided: number },
) {
  const { accepted, decided, acceptP99, odd } = await measureAccepting(system, { ...how, seconds: how.seconds * 2 })
  say({
    what: `${where}: accepted durably while deciding`,
    reached: accepted.ratio,
    unit: '×',
    least: must.accepted,
    ratio: accepted,
  })
  say({ what: `${where}: decided end to end`, reached: decided.ratio, unit: '×', least: must.decided, ratio: decided })
  say({ what: `${where}: accepting, p99 at 64 connections`, reached: acceptP99, unit: 'ms' })
  say({ what: `${where}: answers that were no 202`, reached: odd, unit: '', most: 0 })
}

async function sayMemory(what: string, pid: number) {
  const megabytes = await memoryOf(pid)
  if (megabytes !== undefined) say({ what: `memory: ${what}`, reached: megabytes, unit: 'MB' })
}

const missed = lines.filter(
  ({ reached, least, most }) => (least !== undefined && reached < least) || (most !== undefined && reached > most),
)
const file = new URL(`results/${new Date().toISOString().replaceAll(':', '-')}.json`, import.meta.url)
await mkdir(new URL('results/', import.meta.url), { recursive: true })
await writeFile(
  file,
  JSON.stringify(
    { at: new Date().toISOString(), cores: cpus().length, node: process.version, quick: asked.quick ?? false, lines },
    null,
    2,
  ),
)
console.log(
  missed.length === 0
    ? '\nall that must be reached is reached'
    : `\nmissed: ${missed.map(({ what }) => what).join('; ')}`,
)
process.exit(missed.length === 0 ? 0 : 1)
