import { openQueue } from '@parley/queue'
import { createLog } from '@parley/runtime'
import { describe, expect, test } from 'vitest'
import { startProcess } from '../support/processes.ts'
import { queueStores } from '../support/queue-stores.ts'
import { freshStore } from '../support/store.ts'
import { pendingIn, submitMany, wronglyDecided } from '../support/worker-parts.ts'
import { until } from '../support/until.ts'

const log = createLog({ service: 'test', level: 'silent' })

describe.each(queueStores)('with the queue in $kind', ({ open }) => {
  test('a comment that kills every worker is held, and the comments asked for with it are decided', async () => {
    await using db = await freshStore()
    await using queueStore = await open()
    await using queue = await openQueue({ url: queueStore.url, log })
    const ids = await submitMany(db.store, 30, (at) =>
      at === 7 ? 'kills its worker' : `The council voted, says number ${at}.`,
    )
    await queue.askAgain(ids.map((id) => ({ siteId: db.siteId, id })))
    let deaths = 0
    while ((await pendingIn(db.store)) > 0 && deaths < 25) {
      await using worker = await startProcess({
        main: 'test/support/crashing-worker.ts',
        env: { DATABASE_URL: db.url, QUEUE_URL: queueStore.url },
        ready: (process) => process.hasEnded() || process.logged('worker.ready').length > 0,
      }).catch(() => undefined) // it may die before it says that it is ready
      if (!worker) deaths += 1
      else {
        const over = async () => worker.hasEnded() || (await pendingIn(db.store)) === 0
        await until('it died or was done', over, { timeoutMs: 30_000, everyMs: 100 })
        if (worker.hasEnded()) deaths += 1
      }
    }
    expect(deaths).toBeGreaterThanOrEqual(3)
    const { items } = await db.store.moderation.list({ siteId: db.siteId, status: 'held', limit: 50 })
    expect(items.filter(({ reason }) => reason === 'checks-failed').map(({ body }) => body)).toEqual([
      'kills its worker',
    ])
    expect(await wronglyDecided(db.url)).toEqual([])
    expect(await db.store.recount()).toMatchObject({ drift: [], visibleWrong: 0 })
  }, 240_000)
})
