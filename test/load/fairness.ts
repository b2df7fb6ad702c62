import { setTimeout as delay } from 'node:timers/promises'
import { openQueue } from '@parley/queue'
import { createLog } from '@parley/runtime'
import { v7 as newId } from 'uuid'
import { readOptions } from '../support/read-options.ts'
import { draftOf } from '../support/store.ts'
import { decideAll, measureVisible, type Visible } from './accepting.ts'
import { hammerService } from './hammer.ts'
import { SITE, startSystem, type System } from './system.ts'
import { commentText } from './texts.ts'

const usage = `npm run bench:fairness
  How long a calm site's comments take beside another's flood, with one worker and with one more for few.`

readOptions(usage, {})

// What a flood on one site costs another: how long its comments take until they are counted, without a flood, beside one that
// comes through the api as fast as it is taken, and beside one that waits for the worker in full jobs already.
const CALM = 'calm'
const POSTS = 400
const FLOOD = 40_000

/** Has so many comments of the site wait in the queue at once. */
const floodQueue = async ({ store }: System, queueUrl: string): Promise<void> => {
  await using queue = await openQueue({ url: queueUrl, log: createLog({ service: 'bench', level: 'silent' }) })
  const drafts = Array.from({ length: FLOOD }, (_, at) =>
    draftOf({ siteId: SITE, id: newId(), articleKey: `flood-${at % 1_000}`, body: commentText() }),
  )
  const answers = await Promise.all(drafts.map((draft) => store.comments.submit(draft)))
  await queue.askAgain(answers.flatMap((one) => (one.kind === 'accepted' ? [{ siteId: SITE, id: one.id }] : [])))
}

const say = (what: string, { p50, p99, posts, refused }: Visible): void =>
  console.log(
    `${what.padEnd(64)} p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${posts} comments, ${refused} refusals`,
  )

const floods = [
  ['a flood as fast as it is taken', { connections: 64 }],
  ['one of four times as much', { connections: 1_000, perSecond: 9_000 }],
] as const

for (const dedicated of [false, true]) {
  await using system = await startSystem('redis')
  await system.store.sites.add({ id: CALM, name: 'Calm', hosts: ['bench.example'] })
  await using _few = dedicated
    ? await system.startMore('services/worker/src/main.ts', { WORKER_JOBS: 'few' })
    : undefined
  const plan = { kind: 'comments', site: SITE, articles: 1_000 } as const
  await hammerService(system.api, { connections: 64, durationMs: 8_000, plan }) // warm
  await decideAll(system.store)
  const title = dedicated ? 'with a worker for few' : 'one worker'
  say(`${title}: idle`, await measureVisible(system, POSTS, CALM))

  for (const [what, load] of floods) {
    const flood = hammerService(system.api, { ...load, durationMs: 20_000, plan })
    await delay(2_000)
    let going = true
    void flood.finally(() => (going = false))
    say(`${title}: beside ${what}`, await measureVisible(system, POSTS, CALM, async () => going))
    const { statuses, seconds } = await flood
    console.log(`${' '.repeat(64)} the flood's: ${Math.round((statuses[202] ?? 0) / seconds)} a second accepted`)
    await decideAll(system.store)
  }

  await floodQueue(system, system.queueUrl)
  const waits = async () => (await system.store.stats()).pending > 8 * 200
  say(`${title}: beside a flood in the queue`, await measureVisible(system, POSTS, CALM, waits))
  await decideAll(system.store)
}
