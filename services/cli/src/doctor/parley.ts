import { createStore } from '@parley/store'
import type { Stats } from '@parley/store'
import { faultLine, isPoolers, POOLER_MEND } from '../fault-line.ts'
import type { Finding } from './finding.ts'
import { look, ok, wrong } from './finding.ts'
import { mendOf } from './postgres-mends.ts'

/** Articles whose counts are derived again; enough to notice, few enough for a big database. */
const sample = 200

/** Looks at Parley's own tables: migrated, decided in time, counted right. */
export const lookAtStore = async (url: string): Promise<Finding[]> => {
  await using store = createStore({ url, poolSize: 2 })
  try {
    if (!(await store.keepsSettings()))
      return [wrong('something between Parley and PostgreSQL drops the settings of a connection', POOLER_MEND)]
    const pending = await store.migrations.pending()
    if (pending.length > 0) return [wrong(`the database lacks ${pending.join(', ')}`, 'parley migrate')]
    const [stats, { drift, visibleWrong }] = [await store.stats(), await store.recount({ sample })]
    const counted =
      drift.length + visibleWrong === 0
        ? ok('the counts looked at are what the comments say')
        : wrong(
            `${drift.length} counts have drifted, ${visibleWrong} comments are wrongly shown or hidden`,
            'parley recount --repair',
          )
    return [ok('the database is up to date'), judgeStats(stats), counted]
  } catch (fault) {
    if (isPoolers(fault))
      return [wrong('a pooler stands before PostgreSQL that keeps no connection whole', POOLER_MEND)]
    return [wrong(faultLine(fault), mendOf(fault, 'DATABASE_URL') ?? 'parley migrate')]
  }
}

/** Judges what waits for its first decision. */
export const judgeStats = ({ pending, oldestPendingMs }: Stats): Finding =>
  oldestPendingMs < 60_000
    ? ok(`${pending} comments wait for their first decision`)
    : wrong(
        `${pending} comments wait, the oldest for ${Math.round(oldestPendingMs / 1000)} s`,
        'see that a worker runs and what its log says',
      )

/** Looks whether an api answers at the address. */
export const lookAtApi = async (url: string): Promise<Finding> => {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) }).catch(() => undefined)
  await answer?.body?.cancel()
  if (answer?.ok) return ok(`the api is ready at ${url}`)
  const says = answer ? `the api at ${url} is not ready (${answer.status})` : `no api answers at ${url}`
  return look(says, answer ? 'see what its log says' : 'start it, or set HOST and PORT as it has them')
}
