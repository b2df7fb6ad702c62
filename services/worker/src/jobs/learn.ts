import type { Log } from '@parley/runtime'
import type { Store } from '@parley/store'
import type { Looked } from '../learning/look-at-site.ts'

/** So many new decisions are worth a look at once; fewer wait for a while, and a site that learned from many for a fiftieth of them. */
const ENOUGH = 20
const MOST_UNSEEN = 2_000
const WHILE_MS = 10 * 60_000

type Deps = {
  store: { learning: Pick<Store['learning'], 'unseen' | 'audits'> }
  lookAt: (siteId: string) => Promise<Looked>
  auditSecret: Buffer
  log: Log
  now?: () => number
}

/** Looks at the sites whose moderators decided something new, and draws audits at all where something happened. One site's fault is
 *  not another's. */
export const learn =
  ({ store, lookAt, auditSecret, log, now = Date.now }: Deps) =>
  async (): Promise<void> => {
    for (const { siteId, decisions, learnedAt } of await store.learning.unseen(MOST_UNSEEN)) {
      try {
        const waited = learnedAt === undefined || now() - learnedAt.getTime() >= WHILE_MS
        if (decisions >= ENOUGH || (decisions > 0 && waited)) await lookAt(siteId)
        else await store.learning.audits.draw(siteId, auditSecret)
      } catch (err) {
        log.error({ event: 'model.look-failed', siteId, err })
      }
    }
  }
