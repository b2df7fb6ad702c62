import { modelReport, type ModelStatus } from '@parley/contracts'
import type { Deps } from '../context.ts'

const ACTIONS = 20

/** How a site's own learning stands, as its owner reads it. */
export const modelStatusOf = async ({ store }: Pick<Deps, 'store'>, siteId: string): Promise<ModelStatus> => {
  const [state, versions, actions] = await Promise.all([
    store.learning.state(siteId),
    store.learning.versions(siteId),
    store.learning.actions(siteId, ACTIONS),
  ])
  const report = modelReport.safeParse(state?.report)
  return {
    site: siteId,
    serving: state?.serving ?? 0,
    ...(state?.frozenAt && { frozen: { by: state.frozenBy ?? '', at: state.frozenAt.toISOString() } }),
    ...(report.success && { report: report.data }),
    ...(state?.learnedAt && { lookedAt: state.learnedAt.toISOString() }),
    versions: versions.map(({ contest: _contest, madeAt, ...version }) => ({
      ...version,
      serving: version.version === state?.serving,
      madeAt: madeAt.toISOString(),
    })),
    actions: actions.map(({ at, ...action }) => ({ ...action, at: at.toISOString() })),
  }
}
