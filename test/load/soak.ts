import { readOptions } from '../support/read-options.ts'
import { decideAll } from './accepting.ts'
import { hammerService } from './hammer.ts'
import { medianOf } from './rounds.ts'
import { memoryOf, SITE, startSystem } from './system.ts'

const usage = `npm run soak -- [--minutes 30] [--comments 200] [--reads 500]
  A steady load on the whole system: so many comments and so many reads of counts and pages a second. Tells every minute what
  api and worker hold in memory, and at the end whether it stayed flat: the last third at most 10 % above the third before.`

const {
  minutes = 30,
  comments = 200,
  reads = 500,
} = readOptions(usage, { minutes: 'count', comments: 'count', reads: 'count' })
const ARTICLES = 1_000
const FLAT = 1.1

await using system = await startSystem('redis')
const { api, worker, store } = system
const keys = Array.from({ length: ARTICLES }, (_, nth) => `article-${nth + 1}`)
const paths = keys.flatMap((key) => [
  `/v1/sites/${SITE}/counts?article=${key}`,
  `/v1/sites/${SITE}/comments?article=${key}`,
])
const memory: { api: number; worker: number }[] = []
let odd = 0
console.log('minute   api MB   worker MB   pending   odd answers')
for (let minute = 1; minute <= minutes; minute += 1) {
  const durationMs = 60_000
  const written = { kind: 'comments', site: SITE, articles: ARTICLES } as const
  const loads = await Promise.all([
    hammerService(api, { connections: 32, durationMs, plan: written, perSecond: comments }),
    hammerService(api, { connections: 16, durationMs, plan: { kind: 'get', paths }, perSecond: reads }),
  ])
  odd += loads.reduce((sum, load) => sum + load.odd + load.broken, 0)
  const held = { api: (await memoryOf(api)) ?? Number.NaN, worker: (await memoryOf(worker)) ?? Number.NaN }
  memory.push(held)
  const cells = [minute, held.api, held.worker, (await store.stats()).pending, odd]
  console.log(cells.map((cell, nth) => String(cell).padStart([6, 9, 12, 10, 14][nth] ?? 0)).join(''))
}
await decideAll(store)
const { drift } = await store.recount()

const third = Math.max(1, Math.floor(memory.length / 3))
const middleOf = (from: number, to: number | undefined, of: 'api' | 'worker'): number =>
  medianOf(memory.slice(from, to).map((held) => held[of]))
const grew = (of: 'api' | 'worker'): number => middleOf(-third, undefined, of) / middleOf(-2 * third, -third, of)
const [apiGrew, workerGrew] = [grew('api'), grew('worker')]
console.log(
  `last third over the third before: api ${apiGrew.toFixed(2)}, worker ${workerGrew.toFixed(2)} (at most ${FLAT})`,
)
console.log(
  `articles whose count drifted: ${drift.length}; answers that were neither good nor told when to come again: ${odd}`,
)
const flat = apiGrew <= FLAT && workerGrew <= FLAT && drift.length === 0 && odd === 0
console.log(flat ? 'flat' : 'NOT FLAT')
process.exitCode = flat ? 0 : 1
