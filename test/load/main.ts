import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { measureAccepting, measureVisible } from './accepting.ts'
import { measureStandalone } from './ready.ts'
import { anyCount, countsOf, firstPage, laterPages, loadArticles, measureReading, unchangedCount } from './reading.ts'
import { paces } from './rounds.ts'
import { memoryOf, startSystem, type Service, type System } from './system.ts'
import { createTable } from './table.ts'

const usage = `npm run bench -- [--quick] [--only redis|standalone]
  Every rate is a ratio to a raw node:http server in the same run: baseline, ours, baseline; the median of rounds whose
  baselines differ by at most 15 %. About six minutes; --quick about three. JSON goes to test/load/results/.`

const { values: asked } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean' } },
})
if (asked.help || (asked.only !== undefined && !['redis', 'standalone'].includes(asked.only))) {
  console.log(usage)
  process.exit(asked.help ? 0 : 2)
}
const pace = paces[asked.quick ? 'quick' : 'full']
const table = createTable()

if (asked.only !== 'standalone') {
  await using system = await startSystem('redis')
  const { api, worker, store } = system
  table.plain('api: start to ready', api.readyMs, 'ms')
  table.plain('worker: start to ready', worker.readyMs, 'ms')
  await sayMemory('api, idle', api)
  await sayVisible(system, 'Redis', 20)
  await sayAccepting(system, 'Redis', { accepted: 0.1, decided: 0.08 })
  await loadArticles(system)
  await sayMemory('api, counts of 100,000 articles held', api)
  const read = (what: string, options: Parameters<typeof measureReading>[1]) =>
    measureReading(system, options).then((figure) => table.rate(what, figure))
  table.rate('counts of 1 article', await measureReading(system, { plan: countsOf(1), pace }), 0.55)
  await read('counts of 1 article, any of 100,000', { plan: anyCount, pace })
  await read('counts of 20 articles', { plan: countsOf(20), pace })
  await read('counts of 100 articles', { plan: countsOf(100), pace })
  await read('counts, 304', { plan: await unchangedCount(system), pace, status: '304' })
  await read('first page of 1,000 comments', { plan: await firstPage(system), pace })
  await read('later pages of the same, read anew', { plan: await laterPages(system), pace })
  await sayMemory('api, after all that', api)
  await sayMemory('worker, after all that', worker)
  const { drift } = await store.recount()
  table.plain('articles whose count drifted', drift.filter(({ key }) => !key.startsWith('loaded-')).length, '', 0)
}
if (asked.only !== 'redis') {
  await using system = await startSystem('postgres')
  await sayVisible(system, 'standalone')
  await sayAccepting(system, 'standalone', { accepted: 0.03, decided: 0.03 })
  await sayMemory('api, standalone', system.api)
  await sayMemory('worker, standalone', system.worker)
  const { firstMs, againMs } = await measureStandalone()
  table.plain('standalone: first start to ready', firstMs, 'ms')
  table.plain('standalone: next start to ready', againMs, 'ms')
}

async function sayVisible(system: System, where: string, most?: number) {
  const { p50, p99 } = await measureVisible(system, pace.posts)
  table.plain(`${where}: comment sent to count visible, p50`, p50, 'ms', most)
  table.plain(`${where}: comment sent to count visible, p99`, p99, 'ms')
}

async function sayAccepting(system: System, where: string, must: { accepted: number; decided: number }) {
  const { accepted, decided } = await measureAccepting(system, pace)
  table.rate(`${where}: accepted durably while deciding`, accepted, must.accepted)
  table.rate(`${where}: decided end to end`, decided, must.decided, decided.ours.decidedRate)
}

async function sayMemory(what: string, service: Service) {
  const megabytes = await memoryOf(service)
  if (megabytes !== undefined) table.plain(`memory: ${what}`, megabytes, 'MB')
}

const results = new URL('results/', import.meta.url)
await mkdir(results, { recursive: true })
const at = new Date().toISOString()
const machine = { cores: cpus().length, model: cpus()[0]?.model, node: process.version }
const report = { at, quick: asked.quick ?? false, machine, lines: table.lines }
await writeFile(new URL(`${at.replaceAll(':', '-')}.json`, results), JSON.stringify(report, null, 2))
const missed = table.missed()
console.log(missed.length === 0 ? '\nall that must be reached is reached' : `\nmissed: ${missed.join('; ')}`)
process.exit(missed.length === 0 ? 0 : 1)
