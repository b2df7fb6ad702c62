import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'
import { serveMetrics } from './metrics-server.ts'

const store = { stats: async () => ({ pending: 3, oldestPendingMs: 1_500, bySite: [] }) }
const moved = { commentId: 'c', version: 1, from: [] }

test('everything counted has the prefix, and gauges are read when they are asked for', async () => {
  const metrics = createMetrics({ store, queue: { waiting: async () => 7 } })
  metrics.decided({ ...moved, to: 'published' }, { createdAt: new Date(), version: 1 })
  metrics.decided({ ...moved, to: 'held', reason: 'spam' }, { createdAt: new Date(0), version: 2 })
  metrics.gaveUp(2)
  metrics.failed(5)
  metrics.jobFailed(true)
  metrics.jobFailed(false)
  metrics.drifted(0)
  const lines = (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  expect(lines.filter((line) => !line.startsWith('parley_'))).toEqual([])
  expect(lines).toEqual(
    expect.arrayContaining([
      'parley_decided_total{outcome="published",reason="none"} 1',
      'parley_decided_total{outcome="held",reason="spam"} 1',
      'parley_decided_total{outcome="held",reason="checks-failed"} 2',
      'parley_decision_latency_seconds_count 1',
      'parley_check_failures_total 5',
      'parley_job_failures_total 2',
      'parley_deadlocks_total 1',
      'parley_count_drift 0',
      'parley_queue_waiting 7',
      'parley_pending 3',
      'parley_oldest_pending_seconds 1.5',
    ]),
  )
})

test('a store or queue that is away is no error of the scrape', async () => {
  const away = async () => Promise.reject(new Error('gone'))
  const metrics = createMetrics({ store: { stats: away }, queue: { waiting: away } })
  const text = await metrics.text()
  expect(text).toContain('parley_decided_total')
  expect(text).not.toMatch(/^parley_(?:pending|oldest_pending_seconds|queue_waiting)\b/m)
})

test('metrics and health are served on a port of their own', async () => {
  let healthy = true
  const metrics = createMetrics({ store, queue: { waiting: async () => 7 } })
  const health = async () => {
    if (!healthy) throw new Error('gone')
  }
  const server = await serveMetrics({ host: '127.0.0.1', port: 0 }, { metrics, health })
  const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`)
  expect(await (await get('/metrics')).text()).toContain('parley_queue_waiting 7')
  expect((await get('/healthz')).status).toBe(200)
  healthy = false
  expect((await get('/healthz')).status).toBe(503)
  expect((await get('/elsewhere')).status).toBe(404)
  await server.close()
  await expect(get('/healthz')).rejects.toThrow()
})
