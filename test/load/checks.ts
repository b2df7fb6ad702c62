import { join } from 'node:path'
import { startEmbedded } from '@parley/embedded'
import { createChecks, judge, runChecks, type NamedCheck, type Subject, type Verdict } from '@parley/moderation'
import { createLog } from '@parley/runtime'
import { createStore, migrate } from '@parley/store'
import { createMetrics, moderate, readBaseModels } from '@parley/worker'
import { freshFolder } from '../support/embedded.ts'
import { readOptions } from '../support/read-options.ts'
import { submitMany } from '../support/worker-parts.ts'
import { medianOf } from './rounds.ts'
import { commentText } from './texts.ts'

const usage = `npm run bench:checks -- [--rounds 15]
  The moderate job on a real PostgreSQL with all checks, in turns with the job without those that came later (the learned models,
  waves, relevance, what others say). Tells how many comments a second each decides, and the median of the ratios.`

const { rounds = 15 } = readOptions(usage, { rounds: 'count' })

/** What the list did not have when Parley first ran. */
const CAME_LATER = new Set(['spam', 'abuse', 'wave', 'relevance', 'outside'])
const BATCH = 200
const LEAST = 0.75

await using stack = new AsyncDisposableStack()
const folder = stack.use(await freshFolder())
const postgres = stack.use(await startEmbedded({ dir: join(folder.path, 'data') }))
await migrate(postgres.url)
const store = stack.use(createStore({ url: postgres.url }))
await store.sites.add({ id: 'paper', name: 'Bench', hosts: ['bench.example'] })
const { spam, abuse } = await readBaseModels()
const all = createChecks({ spam: spam && { model: spam }, abuse: abuse && { model: abuse } })
const first = all.filter(({ name }) => !CAME_LATER.has(name))

const judgeWith =
  (list: NamedCheck[]) =>
  (subject: Subject): Verdict =>
    judge(
      runChecks(subject, () => performance.now(), list),
      subject,
    )

const log = createLog({ service: 'bench', level: 'silent' })
const queue = { askAlone: async () => undefined, waiting: async () => 0 }
const metrics = createMetrics({ store, queue })

/** Comments a second that one job of a full batch decides. */
const rateOf = async (list: NamedCheck[]): Promise<number> => {
  const work = moderate({ store, queue, log, metrics, judgeSubject: judgeWith(list) })
  const commentIds = await submitMany(store, BATCH, commentText)
  const start = performance.now()
  await work({ jobId: 'bench', siteId: 'paper', commentIds, requestIds: [], stalls: 0 })
  return (BATCH * 1_000) / (performance.now() - start)
}

for (let warm = 0; warm < 10; warm += 1) for (const list of [first, all]) await rateOf(list)
const played: { first: number; all: number; ratio: number }[] = []
for (let round = 0; round < rounds; round += 1) {
  const before = await rateOf(first)
  const ours = await rateOf(all)
  const after = await rateOf(first)
  played.push({ first: (before + after) / 2, all: ours, ratio: (2 * ours) / (before + after) })
}
const ratio = medianOf(played.map((round) => round.ratio))
const perSecond = (which: 'first' | 'all') => Math.round(medianOf(played.map((round) => round[which])))
console.log(`${first.length} checks: ${perSecond('first')}/s; all ${all.length}: ${perSecond('all')}/s`)
console.log(`ratio ${ratio.toFixed(2)}  must ≥ ${LEAST}  (${played.map((round) => round.ratio.toFixed(2)).join(' ')})`)
process.exit(ratio >= LEAST ? 0 : 1)
