import { Hono } from 'hono'
import { ProblemError } from '@parley/contracts'
import type { Deps, Env } from '../../context.ts'

const PATIENCE_MS = 2_000

/**
 * GET /healthz: the process runs. GET /readyz: PostgreSQL answers and has every migration. The queue is not asked: while
 * it is away comments are accepted all the same, and judged when it is back. A process that was told to stop is not ready,
 * while it still serves: a proxy turns to another one before this one is gone.
 */
export const health = ({
  store,
  leaving,
}: Pick<Deps, 'leaving'> & { store: Pick<Deps['store'], 'health' | 'migrations'> }): Hono<Env> =>
  new Hono<Env>()
    .get('/healthz', (c) => c.json({ ok: true }, 200, { 'Cache-Control': 'no-store' }))
    .get('/readyz', async (c) => {
      if (leaving.aborted || !(await isReady(store)))
        throw new ProblemError('unavailable', { headers: { 'Retry-After': '1' } })
      return c.json({ ok: true }, 200, { 'Cache-Control': 'no-store' })
    })

const isReady = async (store: Pick<Deps['store'], 'health' | 'migrations'>): Promise<boolean> => {
  const { promise: late, resolve } = Promise.withResolvers<false>()
  const timer = setTimeout(() => resolve(false), PATIENCE_MS)
  const current = store
    .health()
    .then(() => store.migrations.pending())
    .then((pending) => pending.length === 0)
    .catch(() => false)
  try {
    return await Promise.race([current, late])
  } finally {
    clearTimeout(timer)
  }
}
