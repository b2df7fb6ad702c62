import { openQueue } from '@parley/queue'
import { createLog } from '@parley/runtime'
import { describe, expect, test } from 'vitest'
import { startProcess } from '../support/processes.ts'
import { queueStores } from '../support/queue-stores.ts'
import { freshStore } from '../support/store.ts'
import { pendingIn, submitMany, wronglyDecided } from '../support/worker-parts.ts'
import { until } from '../support/until.ts'

const log = createLog({ service: 'test', level: 'silent' })

// At once, for nearly all of their time the locks of dead workers run out.
describe.concurrent.each(queueStores)('with the queue in $kind', ({ open }) => {
  test('a comment that kills every worker is held, and the comments asked for with it are decided', async () => {
    await using db = await freshStore()
    await using queueStore = await open()
    await using queue = await openQueue({ url: queueStore.url, log })
    const env = { DATABASE_URL: db.url, QUEUE_URL: queueStore.url }
    const start = () =>
      startProcess({
        main: 'test/support/crashing-worker.ts',
        env,
        ready: (process) => process.logged('worker.ready').length > 0,
      })

    let deaths = 0
    let worker = await start()
    try {
      const ids = await submitMany(db.store, 6, (at) =>
        at === 2 ? 'kills its worker' : `The council voted, says number ${at}.`,
      )
      await queue.askAgain(ids.map((id) => ({ siteId: db.siteId, id })))
      while ((await pendingIn(db.store)) > 0 && deaths < 25) {
        const over = async () => worker.hasEnded() || (await pendingIn(db.store)) === 0
        await until('it died or all are decided', over, { timeoutMs: 30_000 })
        if (!worker.hasEnded()) break
        deaths += 1
        // One that dies before it says that it is ready is a death too.
        const next = await start().catch(() => undefined)
        if (next) worker = next
        else deaths += 1
      }
    } finally {
      await worker[Symbol.asyncDispose]()
    }
    expect(deaths).toBeGreaterThanOrEqual(3)
    const { items } = await db.store.moderation.list({ siteId: db.siteId, status: 'held', limit: 50 })
    expect(items.filter(({ reason }) => reason === 'checks-failed').map(({ body }) => body)).toEqual([
      'kills its worker',
    ])
    expect(await wronglyDecided(db.url)).toEqual([])
    expect(await db.store.recount()).toMatchObject({ drift: [], visibleWrong: 0 })
  }, 180_000)
})
