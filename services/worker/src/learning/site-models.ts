import {
  coldStart,
  createChecks,
  judge,
  nameOfBase,
  readPolicy,
  readSiteWeights,
  runChecks,
  type BaseModels,
  type NamedCheck,
  type Policy,
  type SiteWeights,
  type Subject,
  type Verdict,
} from '@parley/moderation'
import type { Log } from '@parley/runtime'
import type { Store } from '@parley/store'

/** What a site is judged by. */
export type Standard = { checks: NamedCheck[]; policy: Policy }

/** The standards of sites, from memory. */
export type SiteModels = {
  /** Loads a site's standard when it is not known yet. */
  ready(siteId: string): Promise<void>
  /** Judges by the site's standard, or by the models as shipped while it is not known. */
  judge(subject: Subject): Verdict
  /** Looks for what changed, in one small query, and loads it. True when somebody asked something of a worker. */
  refresh(): Promise<boolean>
}

type Known = Standard & { stamp: number }

type Deps = {
  store: { learning: Pick<Store['learning'], 'state' | 'version' | 'heads'> }
  base: BaseModels
  log: Log
  /** How many sites are remembered; one with weights of its own takes two megabytes. */
  most?: number
}

/** The checks beside the models as shipped, with what a site learned. */
export const checksWith = (base: BaseModels, own: SiteWeights, version: number): NamedCheck[] =>
  createChecks({
    spam: base.spam && { model: base.spam, delta: own.spam && { ...own.spam, version: `${version}` } },
    abuse: base.abuse && { model: base.abuse, delta: own.abuse && { ...own.abuse, version: `${version}` } },
  })

/** What a site learned as a version has it; undefined where there is none, or one that was learned beside other models. */
export const weightsOf = async (
  { store, base }: Pick<Deps, 'base'> & { store: { learning: Pick<Store['learning'], 'version'> } },
  siteId: string,
  version: number | undefined,
): Promise<SiteWeights | undefined> => {
  if (version === undefined) return undefined
  const kept = await store.learning.version(siteId, version)
  return kept?.base === nameOfBase(base) ? readSiteWeights(kept.weights) : undefined
}

/** Remembers what sites are judged by: the least lately used one is forgotten first. */
export const createSiteModels = ({ store, base, log, most = 32 }: Deps): SiteModels => {
  const shipped: Standard = { checks: createChecks(modelsOf(base)), policy: coldStart }
  const known = new Map<string, Known>()
  const loading = new Map<string, Promise<void>>()

  const load = async (siteId: string): Promise<void> => {
    const state = await store.learning.state(siteId)
    const standard = { stamp: state?.stamp ?? 0, ...shipped }
    if (state?.serving !== undefined) {
      const own = await weightsOf({ store, base }, siteId, state.serving)
      if (own) standard.checks = checksWith(base, own, state.serving)
      else log.warn({ event: 'model.of-other-base', siteId, version: state.serving })
    }
    standard.policy = readPolicy(state?.policy, nameOfBase(base)) ?? coldStart
    known.delete(siteId)
    known.set(siteId, standard)
    for (const oldest of known.keys()) {
      if (known.size <= most) break
      known.delete(oldest)
    }
  }
  const loadOnce = (siteId: string): Promise<void> => {
    const under = loading.get(siteId) ?? load(siteId).finally(() => loading.delete(siteId))
    loading.set(siteId, under)
    return under
  }
  return {
    ready: async (siteId) => {
      const found = known.get(siteId)
      if (!found) return loadOnce(siteId)
      known.delete(siteId)
      known.set(siteId, found) // used last
    },
    judge: (subject) => {
      const { checks, policy } = known.get(subject.siteId) ?? shipped
      return judge(
        runChecks(subject, () => performance.now(), checks),
        subject,
        policy,
      )
    },
    refresh: async () => {
      const { heads, asked } = await store.learning.heads([...known.keys()])
      for (const { siteId, stamp } of heads) {
        const found = known.get(siteId)
        if (found && found.stamp !== stamp) await loadOnce(siteId)
      }
      return asked
    },
  }
}

const modelsOf = ({ spam, abuse }: BaseModels) => ({
  spam: spam && { model: spam },
  abuse: abuse && { model: abuse },
})
