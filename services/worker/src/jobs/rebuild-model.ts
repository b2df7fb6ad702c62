import { nameOfBase, writeSiteWeights, type BaseModels } from '@parley/moderation'
import type { Log } from '@parley/runtime'
import type { Store } from '@parley/store'
import { attendLessons } from '../learning/attend-lessons.ts'

type Deps = { store: Pick<Store, 'learning' | 'sites'>; base: BaseModels; log: Log }

/** `same`: the log gives the bytes that are in service; `rebuilt`: it does not, for something was undone or erased since, or the
 *  models as shipped are others; `none`: nothing was learned yet; `changed`: somebody did something meanwhile, which stands. */
export type Rebuilt = { outcome: 'same' | 'rebuilt' | 'none' | 'frozen' | 'changed'; dropped: number[] }

/**
 * Drops the versions of a site that learned from what its author deleted since, then learns anew what the version in service had
 * learned. An unchanged log gives the same bytes; a changed one gives a version that takes its place.
 */
export const rebuildSite = async ({ store, base, log }: Deps, siteId: string, by = 'worker'): Promise<Rebuilt> => {
  const before = await store.learning.state(siteId)
  const serving = before?.serving === undefined ? undefined : await store.learning.version(siteId, before.serving)
  const dropped = await store.learning.dropErased(siteId, by)
  const told = (outcome: Rebuilt['outcome']): Rebuilt => {
    log.info({ event: 'model.rebuilt', siteId, outcome, dropped })
    return { outcome, dropped }
  }
  if (!before || !serving) return told('none')
  // Read before the lessons: whatever people do while these are learned makes the outcome void.
  const state = await store.learning.state(siteId)
  if (state?.frozenAt && dropped.length === 0) return told('frozen')
  const left = dropped.includes(serving.version) ? undefined : serving.version
  if (!state || state.serving !== left || state.contestFrom !== before.contestFrom) return told('changed')

  const { course } = await attendLessons({ store, base }, siteId, { through: serving.revision })
  const weights = writeSiteWeights(course.weights())
  const isSame = Buffer.from(weights).equals(serving.weights) && serving.base === nameOfBase(base)
  if (isSame && !dropped.includes(serving.version)) return told('same')

  const recorded = await store.learning.record({
    siteId,
    stamp: state.stamp,
    revision: 0, // the look that follows makes its policy
    policy: undefined,
    report: state.report,
    by,
    promote: {
      weights,
      base: nameOfBase(base),
      revision: serving.revision,
      asOf: before.revision,
      decisions: course.learned(),
      origin: 'rebuilt',
      contest: serving.contest,
    },
  })
  return told(recorded ? 'rebuilt' : 'changed')
}

/** Rebuilds every site's version in service from its log, once a night. One site's fault is not another's. */
export const rebuildModel = (deps: Deps) => async (): Promise<void> => {
  for (const { id } of await deps.store.sites.list()) {
    try {
      await rebuildSite(deps, id)
    } catch (err) {
      deps.log.error({ event: 'model.rebuild-failed', siteId: id, err })
    }
  }
  await deps.store.learning.requests.forgetOld()
}
