import {
  calibrate,
  contestOf,
  foretell,
  nameOfBase,
  writeSiteWeights,
  type BaseModels,
  type Bout,
} from '@parley/moderation'
import type { Log } from '@parley/runtime'
import type { LearningState, Store } from '@parley/store'
import { attendLessons, foretoldKinds, type AttendedText, type Said } from './attend-lessons.ts'
import { policyOf, reportOf } from './report.ts'
import { samplesOf } from './samples.ts'
import { weightsOf } from './site-models.ts'

type Deps = { store: Pick<Store, 'learning'>; base: BaseModels; log: Log; auditSecret: Buffer }

/** A contest is about the newest decisions that the version in service has not learned, at most so many. */
const CONTEST = 300
const AUDITS = 10_000
const BY = 'worker'

/** What came of a look, as a word for the log line. */
export type Looked = 'promoted' | 'fell-back' | 'stays' | 'frozen' | 'changed' | 'no-site'

/**
 * Looks at all that a site's moderators decided: draws audits, learns anew from the first decision to the last, lets what came of it
 * challenge the version in service on decisions that neither had learned, falls back when the version in service does worse than
 * the models as shipped, and makes the policy of those versions that people decided after the checks.
 */
export const lookAtSite = async (deps: Deps, siteId: string): Promise<Looked> => {
  const { store, base, log, auditSecret } = deps
  await store.learning.audits.draw(siteId, auditSecret)
  const state = await store.learning.state(siteId)
  if (!state) return 'no-site'
  const serving = await weightsOf(deps, siteId, state.serving)
  const servedFrom = await servedSince(deps, state)
  const { course, attended, lessons } = await attendLessons(deps, siteId, { through: state.revision, serving })

  const fresh = unlearned(Math.max(servedFrom, state.contestFrom), attended)
  const challenge = contestOf(...boutsOf(fresh, ({ serving: now, own }) => ({ holder: now, rival: own })))
  const worth = contestOf(...boutsOf(fresh, ({ base: shipped, own }) => ({ holder: shipped, rival: own })))
  const wins = challenge.outcome === 'won' && worth.outcome !== 'lost'
  const fails =
    serving !== undefined &&
    contestOf(...boutsOf(fresh, (said) => ({ holder: said.base, rival: said.serving }))).outcome === 'lost'
  const change = state.frozenAt
    ? {}
    : wins
      ? { promote: true }
      : fails
        ? { fallBackTo: await better(deps, state, fresh) }
        : {}

  const drawn = await store.learning.audits.drawn(siteId, AUDITS)
  // A version knows the decisions it has learned too well: of those stands what was foretold before they were.
  const judgedBy = ({ lesson }: AttendedText, said: Said): number => {
    if ('promote' in change) return said.own
    if ('fallBackTo' in change || !serving) return said.base
    return lesson.revision > servedFrom ? said.serving : said.own
  }
  const samples = samplesOf(attended, drawn, judgedBy)
  const calibration = calibrate(samples, { name: `${siteId}-${state.revision}` })
  const report = await reportOf(deps, {
    siteId,
    lessons,
    learned: course.learned(),
    drawn,
    calibration,
    challenge,
  })
  const recorded = await store.learning.record({
    siteId,
    stamp: state.stamp,
    revision: state.revision,
    policy: state.frozenAt ? state.policy : policyOf(calibration),
    report,
    by: BY,
    ...('fallBackTo' in change && { fallBackTo: change.fallBackTo }),
    ...('promote' in change && {
      promote: {
        weights: writeSiteWeights(course.weights()),
        base: nameOfBase(base),
        revision: state.revision,
        asOf: state.revision,
        decisions: course.learned(),
        origin: 'learned' as const,
        contest: challenge,
      },
    }),
  })
  const looked = !recorded ? 'changed' : state.frozenAt ? 'frozen' : wins ? 'promoted' : fails ? 'fell-back' : 'stays'
  log.info({ event: 'model.looked', siteId, looked, lessons: lessons.length, learned: course.learned() })
  return looked
}

/** The event up to which the version in service has learned. */
const servedSince = async ({ store }: Deps, { siteId, serving }: LearningState): Promise<number> =>
  (serving === undefined ? undefined : await store.learning.version(siteId, serving))?.revision ?? 0

/** Lessons that the version in service has not learned, and that came after the last roll-back. */
const unlearned = (from: number, attended: readonly AttendedText[]): AttendedText[] =>
  attended.filter(({ lesson }) => lesson.revision > from).slice(-CONTEST)

const boutsOf = (lessons: readonly AttendedText[], sides: (said: Said) => Omit<Bout, 'bad'>): Bout[][] =>
  foretoldKinds.map((kind) =>
    lessons.flatMap(({ lesson, foretold }) => {
      const bad = lesson.says[kind]
      const said = foretold[kind]
      return bad === undefined || !said ? [] : [{ bad, ...sides(said) }]
    }),
  )

/** The newest older version that does not do worse than the models as shipped either; null where there is none. */
const better = async (deps: Deps, state: LearningState, fresh: readonly AttendedText[]): Promise<number | null> => {
  const kept = await deps.store.learning.versions(state.siteId)
  for (const { version } of kept.filter((older) => older.version < (state.serving ?? 0))) {
    const own = await weightsOf(deps, state.siteId, version)
    if (!own) continue
    const asServing = fresh.map((one): AttendedText => {
      const said = foretell(deps.base, own, one.text.body)
      const foretold = Object.fromEntries(
        foretoldKinds.flatMap((kind) => {
          const known = one.foretold[kind]
          return known ? [[kind, { ...known, serving: said[kind] ?? known.base }]] : []
        }),
      )
      return { ...one, foretold }
    })
    const sides = (said: Said) => ({ holder: said.base, rival: said.serving })
    if (contestOf(...boutsOf(asServing, sides)).outcome !== 'lost') return version
  }
  return null
}
