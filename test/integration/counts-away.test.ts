import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startApi } from '../support/processes.ts'
import { freshStore, placed } from '../support/store.ts'
import { until } from '../support/until.ts'
import { asking } from './api-client.ts'
import { wireTo } from './counts-proxy.ts'

test.each([
  ['cut', 5],
  ['hang', 1],
] as const)(
  'a wire to the store that is broken (%s): no count older than a second is told; mended: the true one',
  async (fault, times) => {
    await using db = await freshStore()
    await using wire = await wireTo(db.url)
    await using api = await startApi({ databaseUrl: wire.url, queueUrl: db.url, env: { RATE_LIMIT_READ: 'off' } })
    const ask = () => asking(api.url)('GET /v1/sites/paper/counts?article=a')

    await placed(db.store, 'published', { articleKey: 'a' })
    expect((await ask()).json).toMatchObject({ counts: { a: 1 } })
    const leftAt = performance.now()
    await wire[fault]()
    await placed(db.store, 'published', { articleKey: 'a' }) // elsewhere life goes on
    await until('counts are refused', async () => (await ask()).status === 503, { timeoutMs: 15_000, everyMs: 10 })
    expect(performance.now() - leftAt).toBeLessThan(2_500)

    for (let at = 0; at < times; at += 1) {
      const askedAt = performance.now()
      const { status, code, headers } = await ask()
      expect([status, code, headers.get('cache-control')]).toEqual([503, 'unavailable', 'no-store'])
      expect(headers.get('retry-after')).toMatch(/^[12]$/)
      expect(performance.now() - askedAt).toBeLessThan(1_500)
      await delay(20)
    }
    await wire.mend()
    const known = async () => {
      const { status, json } = await ask()
      if (status === 200) expect(json).toMatchObject({ counts: { a: 2 } })
      return status === 200
    }
    await until('counts are told again', known, { timeoutMs: 30_000 })
    await until('the log says so', () => api.logged('counts.store-back').length === 1, { timeoutMs: 10_000 })
    expect(api.logged('counts.store-away')).toHaveLength(1)
  },
)
