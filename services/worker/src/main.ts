import { warmUp } from '@parley/moderation'
import { openModerationWorker, openNudges, openQueue, openUpkeepWorker } from '@parley/queue'
import { configured, createLog, runService } from '@parley/runtime'
import { createStore, isRetryable, isStoreAway } from '@parley/store'
import { createCheckers } from './checkers/checkers.ts'
import { openSideLane } from './checkers/side-lane.ts'
import { readConfig } from './config.ts'
import { inFairTurns } from './fair-turns.ts'
import { moderate } from './jobs/moderate.ts'
import { purge } from './jobs/purge.ts'
import { recount } from './jobs/recount.ts'
import { createMetrics } from './metrics.ts'
import { serveMetrics } from './metrics-server.ts'
import { readBaseModels } from './learning/base-models.ts'
import { openLearning } from './learning/open-learning.ts'
import { whenBack, whenMigrated } from './store-waits.ts'
import { startSweep } from './sweep.ts'

const config = configured(readConfig, process.env)
const log = createLog({ service: 'worker', level: config.logLevel })
const upkeepEveryMs = { recount: 5 * 60_000, purge: 60 * 60_000, learn: 60_000, 'rebuild-model': 24 * 60 * 60_000 }

await runService({ log, exitWithParent: config.exitWithParent }, async (stack, stopping) => {
  const { queueUrl, concurrency, fewOnly } = config
  const nudges = stack.use(openNudges({ url: config.nudgeUrl, log }))
  const store = stack.use(
    createStore({
      url: config.databaseUrl,
      poolSize: concurrency + 6,
      onRevision: nudges.send,
      onPoolError: (err) => log.warn({ event: 'store.connection-lost', err }),
    }),
  )
  await whenMigrated({ store, log, stopping })

  const onEmptied = async (): Promise<void> => {
    const comments = await store.comments.voidLeases()
    if (comments > 0) log.warn({ event: 'queue.emptied', comments }) // none: the first start of all
  }
  const queue = stack.use(await openQueue({ url: queueUrl, log, keeper: { onEmptied, upkeepEveryMs } }))
  const metrics = createMetrics({ store, queue })
  const lane = openSideLane({ log })
  stack.defer(lane.close) // what asks outside ends before the stores close
  const outside = { checkers: createCheckers({ log, allowPrivate: config.checkersPrivate }), lane }
  const { models, tasks: learning, keep } = await openLearning({ store, base: await readBaseModels(), log })
  const work = inFairTurns(moderate({ store, queue, log, metrics, outside, judgeSubject: models.judge }))
  const storeBack = whenBack({ store, log, stopping })
  const held: typeof work = async (asked) => {
    try {
      await models.ready(asked.siteId)
      await work(asked)
    } catch (err) {
      metrics.jobFailed(isRetryable(err))
      if (isStoreAway(err)) await storeBack() // else every waiting job would be tried and given up during an outage
      throw err
    }
  }
  stack.defer(keep({ serves: !fewOnly }).stop) // after the jobs have ended: what owners ask for may take long
  stack.use(await openModerationWorker({ url: queueUrl, log, concurrency, few: fewOnly, moderate: held }))
  const tasks = { recount: recount({ store, log, metrics }), purge: purge({ queue, log }), ...learning }
  if (!fewOnly) stack.use(await openUpkeepWorker({ url: queueUrl, log, tasks }))
  if (!fewOnly) stack.defer(startSweep({ store, queue, log, metrics }).stop)
  if (config.metrics) stack.defer((await serveMetrics(config.metrics, { metrics, health: store.health })).close)
  log.info({ event: 'worker.ready', concurrency, jobs: fewOnly ? 'few' : 'all' })
  warmUp()
})
