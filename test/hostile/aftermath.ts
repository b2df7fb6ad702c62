import { query } from '../support/embedded.ts'
import { until } from '../support/until.ts'
import { megabytesOf } from './attacks/memory.ts'
import type { Seen } from './attacks/probe.ts'
import { row, type Row } from './report.ts'
import { BYSTANDER, type Target } from './target.ts'

/** What the attacks left: nothing lost, nothing undecided, counts true, the other site untouched, no fault in any log. */
export const aftermath = async (target: Target, seen: Seen[]): Promise<Row[]> => {
  const { store, api, worker, databaseUrl } = target
  const rest = () => store.stats().then(({ pending }) => pending === 0)
  const decided = await until('all is decided', rest, { timeoutMs: 120_000, everyMs: 200 }).catch(() => false)
  const accepted = seen.flatMap((one) => one.accepted)
  const stored = await query(databaseUrl, 'select id::text as id, site_id from comment')
  const there = new Set(stored.map(({ id }) => id))
  const lost = accepted.filter((id) => !there.has(id)).length
  const { articles, drift, visibleWrong, totalsWrong } = await store.recount()
  const strangers = stored.filter((one) => one['site_id'] === BYSTANDER).length
  return [
    row(
      'aftermath',
      'what was accepted is stored',
      `${accepted.length} of ${stored.length}`,
      lost > 0 && `${lost} lost`,
    ),
    row('aftermath', 'all is decided', `${stored.length} comments`, !decided && 'some are pending after two minutes'),
    row(
      'aftermath',
      'counts are true',
      `${articles} articles`,
      drift.length > 0 && `${drift.length} articles drifted`,
      visibleWrong + totalsWrong > 0 && `${visibleWrong} comments and ${totalsWrong} totals are wrong`,
    ),
    row('aftermath', 'the other site is untouched', `${strangers} comments`, strangers > 0 && 'comments came to it'),
    ...(await Promise.all([logged('api', api), logged('worker', worker)])),
  ]
}

const logged = async (name: string, service: Target['worker']): Promise<Row> => {
  const errors = service.lines.filter((line) => /"level":(?:"(?:error|fatal)"|[56]0)/.test(line))
  const mb = await megabytesOf(service.pid)
  return row(
    'aftermath',
    `the ${name} runs on without a fault`,
    mb === undefined ? '' : `${mb} MB`,
    service.hasEnded() && 'it ended',
    errors.length > 0 && `${errors.length} errors in its log, the first: ${errors[0]?.slice(0, 500)}`,
  )
}
