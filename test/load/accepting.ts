import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { hammerService, type Costed } from './hammer.ts'
import { requestsOf } from './plans.ts'
import { figureOf, inRounds, medianOf, rawRate, type Figure, type Pace } from './rounds.ts'
import { SITE, type System } from './system.ts'
import { exchanging } from './wire.ts'

const CONNECTIONS = 64
const ARTICLES = 1_000
const plan = { kind: 'comments', site: SITE, articles: ARTICLES } as const

/** One load of comments: what was accepted, and the rate at which all of it was decided, the rest after the load included. */
export type Accepting = Costed & { decidedRate: number }

/** Sends comments on one of so many articles for a while, and waits until all of them are decided. */
const load = async ({ api, store }: System, durationMs: number, articles = ARTICLES): Promise<Accepting> => {
  const start = performance.now()
  const came = await hammerService(api, { connections: CONNECTIONS, durationMs, plan: { ...plan, articles } })
  refuseOthers(came)
  await decideAll(store)
  // The generator takes a moment to start, which is not the worker's.
  const seconds = came.seconds + Math.max(0, (performance.now() - start) / 1_000 - came.seconds - came.startSeconds)
  return { ...came, decidedRate: Math.round(came.answers / seconds) }
}

/** What autovacuum does within a minute. A statement that was planned while the first hundred articles were made looks at all of a
 *  site's for each comment until then: 200 to 760 pages of memory instead of 33, in one run of three. */
const analyze = async ({ databaseUrl }: System): Promise<void> => {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query('analyze').finally(() => client.end())
}

/** Comments accepted durably while workers decide them, and the same comments decided end to end. */
export const measureAccepting = async (
  system: System,
  pace: Pace,
  articles = ARTICLES,
): Promise<{ accepted: Figure<Accepting>; decided: Figure<Accepting> }> => {
  await load(system, pace.warmMs, articles)
  await analyze(system)
  const baseline = rawRate(system.raw, pace, CONNECTIONS)
  const accepted = await inRounds({ pace, baseline }, () => load(system, pace.loadMs, articles))
  const rounds = accepted.rounds.map((round) => ({ ...round, ratio: round.ours.decidedRate / round.baseline }))
  return { accepted, decided: figureOf(rounds, Math.min(3, pace.rounds)) }
}

/** The same against a server with the framework and the validation alone. */
export const measureOverFramework = async (system: System, pace: Pace): Promise<Figure<Accepting>> => {
  const { framework } = system
  const baseline = () => hammerService(framework, { connections: CONNECTIONS, durationMs: pace.baselineMs, plan })
  await baseline()
  return inRounds({ pace, baseline }, () => load(system, pace.loadMs))
}

/** All comments on one article, against the same on a thousand. */
export const measureHotArticle = (system: System, pace: Pace): Promise<Figure<Accepting>> =>
  inRounds({ pace, baseline: () => load(system, pace.baselineMs) }, () => load(system, pace.loadMs, 1))

/** How many comments wait for their decision while as many come as are taken: the middle of the second third of the time, and of the last. */
export type Backlog = { before: number; last: number }

/** Looks twice a second. Decisions keep up where as many wait at the end as did before. */
export const measureBacklog = async ({ api, store }: System, durationMs: number): Promise<Backlog> => {
  const waiting: number[] = []
  let isOver = false
  const loading = hammerService(api, { connections: CONNECTIONS, durationMs, plan }).finally(() => {
    isOver = true
  })
  while (!isOver) {
    waiting.push((await store.stats()).pending)
    await delay(500)
  }
  refuseOthers(await loading)
  await decideAll(store)
  const third = Math.floor(waiting.length / 3)
  return { before: medianOf(waiting.slice(-2 * third, -third)), last: medianOf(waiting.slice(-third)) }
}

/** A load that was refused in part says nothing of what is accepted. */
const refuseOthers = ({ statuses }: Costed): void => {
  if (Object.keys(statuses).some((status) => status !== '202'))
    throw new Error(`answers other than 202: ${JSON.stringify(statuses)}`)
}

/** So many comments a second, whatever comes back, over more connections than they need. */
export const measurePaced = async ({ api, store }: System, perSecond: number, durationMs: number): Promise<Costed> => {
  const came = await hammerService(api, { connections: CONNECTIONS, durationMs, plan, perSecond })
  await decideAll(store)
  return came
}

/** Waits until nothing is pending, five minutes at most. */
export const decideAll = async (store: System['store']): Promise<void> => {
  const deadline = performance.now() + 300_000
  while ((await store.stats()).pending > 0) {
    if (performance.now() > deadline) throw new Error('comments are still pending after five minutes')
    await delay(100) // the look takes a core some milliseconds from those who decide
  }
}

/** The models hold a few texts in a thousand, which never count. */
const isHeld = async (store: System['store'], siteId: string, articleKey: string): Promise<boolean> =>
  (await store.moderation.list({ status: 'held', siteId, articleKey, limit: 1 })).items.length > 0

/** Milliseconds, of how many comments, and how often one of them was told to come again. */
export type Visible = { p50: number; p99: number; posts: number; refused: number }

/** Milliseconds from sending a comment of a site to the first answer that counts it, one after the other. */
export const measureVisible = async (
  { api, store }: System,
  posts: number,
  site = SITE,
  /** Asked every tenth time. */
  goesOn = async (): Promise<boolean> => true,
): Promise<Visible> => {
  await using wire = await exchanging(api.port)
  const took: number[] = []
  let held = 0
  let refused = 0
  for (let nth = 0; nth < posts && (nth % 10 > 0 || (await goesOn())); nth += 1) {
    const key = `seen-${nth}-${Math.random()}`
    const count = requestsOf({ kind: 'get', paths: [`/v1/sites/${site}/counts?article=${key}`] }, api.port)()
    await wire.ask(count) // a site that shows this article asks all the time
    const comment = requestsOf({ ...plan, site, article: key }, api.port)()
    const sentAt = performance.now()
    let { status } = await wire.ask(comment)
    for (; status === '503'; { status } = await wire.ask(comment)) {
      refused += 1
      await delay(1_000) // what `Retry-After` asks for
    }
    if (status !== '202') throw new Error(`not accepted: ${status}`)
    for (;;) {
      if ((await wire.ask(count)).body.includes(`"${key}":1`)) {
        took.push(performance.now() - sentAt)
        break
      }
      if (performance.now() - sentAt > 2_000 && (await isHeld(store, site, key))) {
        held += 1
        break
      }
      if (performance.now() - sentAt > 30_000) throw new Error('a comment was neither counted nor held within 30 s')
      await delay(1) // asking without a pause would take a core from those who are to count
    }
    await delay(20)
  }
  if (held > 1 + took.length / 20) throw new Error(`${held} calm comments were held beside ${took.length} counted ones`)
  const sorted = took.toSorted((one, two) => one - two)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99), posts: took.length, refused }
}
