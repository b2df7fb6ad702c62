import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort, makeFolder, startEmbedded } from '@parley/embedded'
import { memoryEnv } from '@parley/runtime'
import { readConfig } from '../config.ts'
import type { Config } from '../config.ts'
import type { Command, Context } from '../context.ts'
import { readArgs } from '../parse-args.ts'
import { Refusal } from '../refusal.ts'
import { localUrl, shownUrl } from '../standalone/address.ts'
import { clearWay, needPort } from '../standalone/clear-way.ts'
import { ensureToken, prepareDatabase } from '../standalone/first-run.ts'
import { greeting } from '../standalone/greeting.ts'
import { keepRunning } from '../standalone/keep-running.ts'
import type { Service } from '../standalone/keep-running.ts'
import { forgetRunning, know, writeRunning } from '../standalone/running.ts'
import { listenForStop } from '../standalone/stop-asked.ts'

/** `parley start`: everything on this machine, with nothing but Node: PostgreSQL, api and worker. */
export const start: Command = {
  usage: 'start',
  summary: 'Runs Parley on this machine with its own PostgreSQL; Ctrl-C stops it.',
  details: `Environment:
  PORT          where it listens (8787)
  HOST          on which address (127.0.0.1: this machine only)
  PARLEY_DATA   the data folder (.parley), kept between runs
  PARLEY_TOKEN  presets the admin token; without it one is made and shown once
  DATABASE_URL  a PostgreSQL to use instead of its own; QUEUE_URL and CACHE_URL as for api and worker`,
  run: async (args, context) => {
    readArgs(args, {})
    const config = readConfig(context)
    using stop = listenForStop()
    await clearWay(config, context.print)
    context.print('Starting Parley …')
    await makeFolder(config.dataDir)
    await using stack = new AsyncDisposableStack()
    const database = await openDatabase(config, context, stack).catch((fault: unknown) => {
      if (!stop.isAsked()) throw fault // a terminal's Ctrl-C ends initdb too, which is no failure
    })
    if (!database || stop.isAsked()) return 0
    await prepareDatabase(database.url, config.token, context)
    if (stop.isAsked()) return 0

    const ending = new AbortController()
    stack.defer(() => ending.abort())
    const metrics = await metricsPlace(context)
    const services = await startServices({ config, context, databaseUrl: database.url, metrics }, stack)
    const failed = Promise.race([...services.map((service) => service.failed), database.lost]).then((why) => ({ why }))
    const asked = stop.asked.then(() => undefined)
    const over = await Promise.race([
      untilReady(config, metrics, ending.signal),
      failed,
      asked.then(() => ({ why: undefined })),
    ])
    if (!over) {
      for (const service of services) service.settle()
      const token = await ensureToken(database.url, config.token)
      context.print(greeting(shownUrl(config.host, config.port), token))
    }
    const ended = over ?? (await Promise.race([failed, asked]))
    if (ended?.why !== undefined) throw new Refusal(ended.why)
    context.print('Stopping: api and worker finish what they hold …')
    return 0
  },
}

const openDatabase = async (config: Config, { complain }: Context, stack: AsyncDisposableStack) => {
  if (config.databaseUrl) return { url: config.databaseUrl, lost: new Promise<string>(() => {}) }
  const log = { info: () => {}, warn: (facts: object) => complain(JSON.stringify(facts)) }
  // Longer than api and worker may drain, so that they never lose the database while they do.
  const embedded = stack.use(await startEmbedded({ dir: config.dataDir, log, graceMs: 12_000 }))
  return {
    url: embedded.url,
    lost: embedded.lost.then(({ message }) => `PostgreSQL cannot be kept running: ${message}`),
  }
}

/** Where the worker serves its metrics, and so can be asked whether it runs. */
const metricsPlace = async ({ env }: Context) => {
  const host = env['METRICS_HOST'] || '127.0.0.1'
  const named = env['METRICS_PORT'] || '0'
  const port = Number(named) === 0 ? await freePort() : Number(named)
  // What is no port at all, the worker says itself.
  if (port > 0 && port < 65_536) await needPort(host, port, { host: 'METRICS_HOST', port: 'METRICS_PORT' })
  return { port: Number(named) === 0 ? String(port) : named, url: localUrl(host, port) }
}

type Wanted = {
  config: Config
  context: Context
  databaseUrl: string
  metrics: Awaited<ReturnType<typeof metricsPlace>>
}

const startServices = async ({ config, context, databaseUrl, metrics }: Wanted, stack: AsyncDisposableStack) => {
  const { host, port, dataDir, queueUrl = databaseUrl } = config
  const stores = { DATABASE_URL: databaseUrl, QUEUE_URL: queueUrl }
  const told = { METRICS_PORT: metrics.port, WORKER_METRICS_URL: `${metrics.url}/metrics` }
  const own = { ...stores, ...told, HOST: host, PORT: String(port), WORKER_JOBS: 'all' } // there is no other worker
  // One line a request would bury what this terminal is for.
  // Compiled code is kept: it halves what a service needs to start, which counts when one died.
  const kept = { NODE_COMPILE_CACHE: join(dataDir, 'code') }
  const env = { LOG_LEVEL: 'warn', ...kept, ...context.env, ...memoryEnv(context.env), ...own }
  const services: Service[] = []
  const record = async () => {
    const known = await Promise.all(services.map((service) => know(service.pid() ?? 0)))
    const parent = await know(process.pid)
    if (!parent) return
    const present = known.filter((service) => service !== undefined)
    const addresses = { address: shownUrl(host, port), api: localUrl(host, port) }
    const database = { databaseUrl, ownDatabase: config.databaseUrl === undefined }
    await writeRunning(dataDir, { parent, ...addresses, ...database, queueUrl, services: present })
  }
  let recording = Promise.resolve()
  const changed = () =>
    void (recording = recording.then(record).catch((error: Error) => context.complain(error.message)))

  stack.defer(async () => {
    await Promise.all(services.map((service) => service.stop()))
    await recording
    await forgetRunning(dataDir)
  })
  const drainMs = 15_000 + 1_000 * (Number(context.env['DRAIN_SECONDS']) || 0) // as long as the api was told to serve on, and what it holds
  for (const name of ['api', 'worker']) {
    const main = join(context.checkout, 'services', name, 'src/main.ts')
    services.push(keepRunning({ name, main, env, say: context.complain, changed, drainMs }))
  }
  return services
}

/** Waits for both: a worker that cannot start must not be taken for one that had an accident. */
const untilReady = async ({ host, port }: Config, metrics: { url: string }, ending: AbortSignal) => {
  const deadline = Date.now() + 60_000
  const asks = [
    { name: 'api', url: `${localUrl(host, port)}/readyz`, wanted: (answer: Response) => answer.ok },
    // It says 503 while a store is away, and goes on by itself then.
    { name: 'worker', url: `${metrics.url}/healthz`, wanted: () => true },
  ]
  for (const { name, url, wanted } of asks) {
    for (;;) {
      const signal = AbortSignal.any([ending, AbortSignal.timeout(2_000)])
      const answer = await fetch(url, { signal }).catch(() => undefined)
      await answer?.body?.cancel()
      if (answer && wanted(answer)) break
      if (Date.now() > deadline || ending.aborted) return { why: `the ${name} did not answer within a minute` }
      await delay(50)
    }
  }
  return undefined
}
