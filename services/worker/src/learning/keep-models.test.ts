import { createLog } from '@parley/runtime'
import type { ModelRequest } from '@parley/store'
import { expect, test } from 'vitest'
import { keepModels, serveRequests } from './keep-models.ts'

const log = createLog({ service: 'test', level: 'silent' })
const request: ModelRequest = { id: 'r', siteId: 'paper', kind: 'rebuild', payload: {}, askedBy: 'ada' } as never

test.each([true, false])(
  'models are kept in step; what owners ask for is done where it is served: %s',
  async (serves) => {
    const waiting = [request]
    let refreshed = 0
    const served: ModelRequest[] = []
    const requests = { claim: async () => waiting.shift(), finish: async () => undefined, add: async () => request.id }
    const serve = async (asked: ModelRequest) => ({ served: served.push(asked) })
    const kept = keepModels(
      {
        store: { learning: { requests: requests as never } },
        models: { refresh: async () => (refreshed += 1) > 0 },
        log,
        ...(serves && { serve }),
      },
      { restMs: 1 },
    )
    await expect.poll(() => refreshed).toBeGreaterThan(2)
    await kept.stop()
    expect([served, waiting]).toEqual(serves ? [[request], []] : [[], [request]])
  },
)

test('what three workers began and none ended is told and not begun again, what is gone is not done', async () => {
  const waiting = [{ ...request, state: 'failed' as const }, request]
  const lines: { event?: string }[] = []
  const finished: unknown[] = []
  const requests = {
    claim: async () => waiting.shift(),
    finish: async (...told: unknown[]) => void finished.push(told),
  }
  await serveRequests({
    store: { learning: { requests: requests as never } },
    log: {
      ...log,
      info: (line: object) => void lines.push(line),
      error: (line: object) => void lines.push(line),
    } as never,
    serve: async () => undefined,
  })
  expect(lines.map(({ event }) => event)).toEqual(['model.request-given-up', 'model.request-gone'])
  expect(finished).toEqual([[request, 'failed', { why: 'gone' }]])
})

test('models are kept in step while what an owner asked for takes long', async () => {
  const waiting = [request]
  const { promise: done, resolve: end } = Promise.withResolvers<object>()
  let refreshed = 0
  let started = 0
  const requests = { claim: async () => waiting.shift(), finish: async () => undefined }
  const kept = keepModels(
    {
      store: { learning: { requests: requests as never } },
      models: { refresh: async () => (refreshed += 1) > 0 },
      log,
      serve: () => ((started += 1), done),
    },
    { restMs: 1 },
  )
  await expect.poll(() => started).toBe(1)
  const before = refreshed
  await expect.poll(() => refreshed).toBeGreaterThan(before + 2)
  end({})
  await kept.stop()
  expect(started).toBe(1)
})

test('a worker that ends begins nothing more for owners, and does not wait for what takes long', async () => {
  const waiting = [request, request]
  let started = 0
  const requests = { claim: async () => waiting.shift(), finish: async () => undefined }
  const { promise: done, resolve: end } = Promise.withResolvers<object>()
  const kept = keepModels(
    {
      store: { learning: { requests: requests as never } },
      models: { refresh: async () => true },
      log,
      serve: () => ((started += 1), done),
    },
    { restMs: 1, leaveMs: 1 },
  )
  await expect.poll(() => started).toBe(1)
  await kept.stop()
  end({})
  await done
  await new Promise(setImmediate)
  expect([started, waiting]).toEqual([1, [request]])
})
