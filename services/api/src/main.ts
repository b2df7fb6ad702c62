import { openNudges, openQueue } from '@parley/queue'
import { configured, createLog, runService, systemClock } from '@parley/runtime'
import { createStore, rememberRevisions } from '@parley/store'
import { createApp } from './app.ts'
import { CHALLENGE_LIFE_MS, createChallenges, createPressure, createSpent } from './challenges/index.ts'
import { readConfig } from './config.ts'
import { createCounts, createCountsLane, createPasses } from './counts/index.ts'
import { createEvents } from './events/index.ts'
import { createFirstPages, createFirstPagesLane } from './first-pages/index.ts'
import { listen } from './http/server.ts'
import { watchBacklog } from './limits/backlog.ts'
import { openCache } from './limits/cache.ts'
import { openDailySecret } from './limits/daily-secret.ts'
import { createAdmission } from './limits/admission.ts'
import { createFairShares } from './limits/fair-shares.ts'
import { createLimits } from './limits/limits.ts'
import { createSites } from './lookups/sites.ts'
import { createTokens } from './lookups/tokens.ts'
import { readModels } from './models.ts'
import { createSignIns } from './sign-in/sign-ins.ts'
import { measuredStore } from './routes/system/measured-store.ts'
import { createMeasures } from './routes/system/measures.ts'
import { createSubmitLane } from './submit-lane/index.ts'

const config = configured(readConfig, process.env)
const log = createLog({ service: 'api', level: config.logLevel })
const clock = systemClock

const deadlineMs = config.drainMs + 10_000
const tellReplica = (used: boolean, why?: string): void =>
  used ? log.info({ event: 'store.replica-read' }) : log.warn({ event: 'store.replica-left', why })

await runService({ log, exitWithParent: config.exitWithParent, deadlineMs }, async (stack) => {
  const { databaseUrl, databaseReadUrl, queueUrl, cacheUrl } = config
  const cache = cacheUrl === undefined ? undefined : await openCache({ url: cacheUrl, queueUrl, log })
  if (cache) stack.defer(() => cache.disconnect())
  const nudges = stack.use(openNudges({ url: cacheUrl ?? databaseUrl, log }))
  const queue = stack.use(await openQueue({ url: queueUrl, log }))
  const measures = createMeasures()
  const known = rememberRevisions()
  const opened = stack.use(
    createStore({
      url: databaseUrl,
      read: databaseReadUrl === undefined ? undefined : { url: databaseReadUrl, known, onChange: tellReplica },
      onRevision: (siteId, revision) => {
        firstPages.hint(siteId, revision)
        nudges.send(siteId, revision)
      },
      onPoolError: (err) => log.warn({ event: 'store.connection-lost', err }),
    }),
  )
  const store = measuredStore(opened, measures)
  const counts = createCounts({ store, log })
  stack.defer(() => counts.close())
  const firstPages = createFirstPages(counts)
  const now = () => performance.now()
  const backlog = watchBacklog({ store, now })
  const fairShares = createFairShares({ log })
  stack.defer(() => fairShares.close())
  const admission = createAdmission({ backlog, fairShares, now })
  stack.defer(() => admission.close())
  nudges.listen((siteId, revision) => {
    known.note(siteId, revision)
    firstPages.hint(siteId, revision)
    counts.nudge(siteId, revision)
    fairShares.settled(siteId)
  })
  const events = createEvents({ store, counts, limits: config.streams, log })

  const { 'sign-ins': signIns, ...otherSecrets } = await store.secrets.getAll([
    'cursors',
    'forms',
    'receipts',
    'challenges',
    'authors',
    'sign-ins',
  ])
  const secrets = { ...otherSecrets, signIns }
  const dailySecret = await openDailySecret({ clock, log, cache })
  stack.defer(() => dailySecret.close())

  const challenges = createChallenges({
    secret: secrets.challenges,
    pressure: createPressure({ store, backlog, now }),
    spent: createSpent({ lifeMs: CHALLENGE_LIFE_MS, cache }),
    clock,
  })
  const leaving = new AbortController()
  const deps = {
    leaving: leaving.signal,
    config,
    store,
    queue,
    nudges,
    counts,
    firstPages,
    events,
    challenges,
    log,
    clock,
    signIns: createSignIns({ store, secrets, clock }),
    secrets,
    dailySecret,
    limits: createLimits(config.limits, cache),
    admission,
    fairShares,
    sites: createSites(store, (siteId) => {
      counts.renew(siteId)
      events.renew(siteId)
    }),
    tokens: createTokens(store),
    measures,
    models: await readModels(),
  }
  const passes = createPasses(deps)
  const lanes = [
    await createCountsLane(deps, passes),
    await createFirstPagesLane(deps, passes),
    await createSubmitLane(deps, passes),
  ]
  const server = await listen({ app: createApp(deps), lanes, log, port: config.port, host: config.host })
  stack.defer(() => server.close())
  stack.defer(() => events.close())
  stack.defer(() => {
    leaving.abort()
    return server.leave(config.drainMs)
  })
  log.info({ event: 'api.ready', port: server.port })
})
