import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { readOptions } from '../support/read-options.ts'
import {
  measureAccepting,
  measureBacklog,
  measureHotArticle,
  measureOverFramework,
  measurePaced,
  measureVisible,
} from './accepting.ts'
import { measureOverload } from './overload.ts'
import {
  anyCount,
  countsOf,
  firstPage,
  keepingNothing,
  laterPages,
  loadArticles,
  measureReading,
  unchangedCount,
} from './reading.ts'
import { measureDrain, measureStandalone, measureStarts } from './ready.ts'
import { paces } from './rounds.ts'
import { measureStreams } from './streams.ts'
import { memoryOf, startSystem, type Service, type System } from './system.ts'
import { createTable } from './table.ts'
import { targets, type Target } from './targets.ts'

const parts = ['writing', 'reading', 'overload', 'streams', 'standalone'] as const
const usage = `npm run bench -- [--quick] [--only ${parts.join(',')}]
  Every rate is a ratio to a raw node:http server in the same run: baseline, ours, baseline; the median of rounds whose
  baselines differ by at most 15 %. The load comes from test/load/generator.ts, whose own cost is shown. About sixteen
  minutes; --quick about seven. JSON goes to test/load/results/.`

const { quick = false, only = parts } = readOptions(usage, { quick: 'flag', only: parts })
const pace = paces[quick ? 'quick' : 'full']
const table = createTable()
const wants = (...some: (typeof parts)[number][]): boolean => some.some((part) => only.includes(part))

if (wants('writing', 'reading', 'overload')) {
  await using system = await startSystem('redis')
  await sayIdle(system)
  if (wants('writing')) await sayWriting(system)
  if (wants('overload')) await sayOverload(system)
  if (wants('reading')) await sayReading(system)
  await sayMemory(targets.apiAfter, system.api)
  await sayMemory(targets.workerMemory, system.worker)
  const { drift } = await system.store.recount()
  table.plain(targets.drift, drift.filter(({ key }) => !key.startsWith('loaded-')).length)
}
if (wants('streams')) {
  const { each, broadcast, failed } = await measureStreams({ streams: 10_000, rounds: 10 })
  table.plain(targets.streamMemory, each, `${failed} refused or lost`)
  table.plain(targets.broadcast, broadcast.middle, `${broadcast.most} ms at most`)
}
if (wants('standalone')) {
  await using system = await startSystem('postgres')
  const { p50 } = await measureVisible(system, pace.posts)
  table.plain(targets.visibleAlone, p50)
  const { accepted, decided } = await measureAccepting(system, pace)
  table.rate(targets.acceptedAlone, accepted)
  table.rate(targets.decidedAlone, decided, decided.ours.decidedRate)
  const { firstMs, againMs } = await measureStandalone()
  table.plain(targets.firstStart, firstMs / 1_000)
  table.plain(targets.nextStart, againMs / 1_000)
}

/** The first api compiles its code; one that ended keeps it for all that start after it. */
async function sayIdle(system: System) {
  await delay(5_000) // what a start leaves is given back by then
  await sayMemory(targets.apiFirst, system.api)
  const start = () => system.startMore('services/api/src/main.ts')
  const ended = await start()
  await ended[Symbol.asyncDispose]()
  await using later = await start()
  await delay(5_000)
  await sayMemory(targets.apiIdle, later)
}

async function sayWriting(system: System) {
  table.plain(targets.visibleFirst, (await measureVisible(system, pace.posts)).p50)
  const { accepted, decided } = await measureAccepting(system, pace)
  const { p50, p99 } = await measureVisible(system, pace.posts)
  table.plain(targets.visibleP50, p50)
  table.plain(targets.visibleP99, p99)
  table.rate(targets.accepted, accepted)
  table.rate(targets.decided, decided, decided.ours.decidedRate)
  const { before, last } = await measureBacklog(system, pace.steadyMs)
  table.plain(
    targets.backlog,
    last / Math.max(1, before),
    `${last} wait in the last third, ${before} in the one before`,
  )
  table.plain(targets.saturatedP99, accepted.ours.p99)
  table.rate(targets.overFramework, await measureOverFramework(system, pace))
  table.rate(targets.hotArticle, await measureHotArticle(system, pace))
  const paced = await measurePaced(system, 500, pace.steadyMs)
  const told = Object.entries(paced.statuses).map(([status, count]) => `${status}: ${count}`)
  table.plain(targets.pacedP99, paced.p99, `p50 ${paced.p50} ms, ${told.join(', ')}, ${paced.broken} broken`)
  const { apiMs, workerMs } = await measureStarts(system)
  table.plain(targets.apiReady, apiMs / 1_000)
  table.plain(targets.workerReady, workerMs / 1_000)
  const { drainMs, failed } = await measureDrain(system)
  table.plain(targets.drained, drainMs / 1_000)
  table.plain(targets.drainFailures, failed)
}

async function sayOverload(system: System) {
  const { accepted } = await measureAccepting(system, { ...pace, rounds: 1, extra: 0 })
  const peak = accepted.ours.rate
  const { came, grew, ...over } = await measureOverload(system, { perSecond: 4 * peak, durationMs: pace.steadyMs })
  const told = Object.entries(came.statuses).map(([status, count]) => `${status}: ${count}`)
  const detail = `${over.accepted}/s of ${peak}/s, ${told.join(', ')}, generator ${came.ownCpuMicros} µs`
  table.plain(targets.goodput, over.accepted / peak, detail)
  table.plain(targets.overloadP99, came.sentP99 ?? Number.NaN)
  if (grew !== undefined) table.plain(targets.overloadMemory, grew)
  table.plain(targets.overloadOdd, came.odd + came.broken)
}

async function sayReading(system: System) {
  const { api } = system
  await loadArticles(system)
  await sayMemory(targets.apiHolding, api)
  const read = async (target: Target, options: Omit<Parameters<typeof measureReading>[1], 'pace'>) => {
    const figure = await measureReading(system, { ...options, pace })
    table.rate(target, figure)
    return figure
  }
  const one = await read(targets.countOfOne, { plan: countsOf(1) })
  table.plain(targets.countOfOneP99, one.ours.p99)
  await read(targets.anyCount, { plan: anyCount })
  await read(targets.countsOf20, { plan: countsOf(20) })
  await read(targets.countsOf100, { plan: countsOf(100) })
  await read(targets.unchanged, { plan: await unchangedCount(system), status: '304' })
  const pageOf1000 = await firstPage(system)
  await read(targets.firstPage, { plan: pageOf1000 })
  {
    await using _ = keepingNothing(system)
    await read(targets.pageAnew, { plan: pageOf1000 })
  }
  await read(targets.laterPage, { plan: await laterPages(system) })
}

async function sayMemory(target: Target, service: Service) {
  const megabytes = await memoryOf(service)
  if (megabytes !== undefined) table.plain(target, megabytes)
}

const results = new URL('results/', import.meta.url)
await mkdir(results, { recursive: true })
const at = new Date().toISOString()
const machine = { cores: cpus().length, model: cpus()[0]?.model, node: process.version }
const report = { at, quick, machine, lines: table.lines }
await writeFile(new URL(`${at.replaceAll(':', '-')}.json`, results), JSON.stringify(report, null, 2))
const missed = table.missed()
console.log(missed.length === 0 ? '\nall that must be reached is reached' : `\nmissed:\n  ${missed.join('\n  ')}`)
process.exit(missed.length === 0 ? 0 : 1)
