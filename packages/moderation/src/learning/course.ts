import { createLearner, featuresOf, fingerprintOf, logOddsOf, type Model, type OwnWeights } from '@parley/classifier'
import { createCaps } from './caps.ts'
import { kinds, type Kind, type Lesson } from './lessons.ts'

/** What was said of a lesson's text before it was learned, in log-odds: by the model alone, with what had been learned so far, and
 *  with what the version in service learned. */
export type Foretold = { base: number; own: number; serving: number }

/** A lesson as it went: what each judge foretold, and whether it was learned or one source had said enough already. */
export type Attended = { lesson: Lesson; foretold: { [K in Kind]?: Foretold }; learned: boolean }

/** The models as shipped, of which some may be absent. */
export type BaseModels = { [K in Kind]?: Model | undefined }
/** What a site learned beside each of them. */
export type SiteWeights = { [K in Kind]?: OwnWeights }

/** A course of lessons from the first decision to the last, always from nothing: the log is all there is to know. */
export type Course = {
  attend(lesson: Lesson, body: string): Attended
  weights(): SiteWeights
  /** How many lessons were learned. */
  learned(): number
}

/** Begins a course beside some models, with the version in service listening. */
export const beginCourse = (models: BaseModels, serving: SiteWeights = {}): Course => {
  const admits = createCaps()
  const pupils = kinds.flatMap((kind) => {
    const model = models[kind]
    return model ? [{ kind, model, learner: createLearner(), served: serving[kind] }] : []
  })
  let learned = 0
  return {
    attend: (lesson, body) => {
      const features = featuresOf(body)
      const admitted = admits(lesson, fingerprintOf(body))
      const foretold: Attended['foretold'] = {}
      for (const { kind, model, learner, served } of pupils) {
        const base = logOddsOf(model, features)
        const own = base + learner.added(features)
        foretold[kind] = { base, own, serving: served ? logOddsOf(model, features, served) : base }
        const bad = lesson.says[kind]
        if (admitted && bad !== undefined) learner.learn({ features, base, bad })
      }
      if (admitted) learned += 1
      return { lesson, foretold, learned: admitted }
    },
    weights: () => Object.fromEntries(pupils.map(({ kind, learner }) => [kind, learner.weights()])),
    learned: () => learned,
  }
}

/** What the models say of a text, in log-odds, with what a site learned beside them. */
export const foretell = (models: BaseModels, own: SiteWeights, body: string): { [K in Kind]?: number } => {
  const features = featuresOf(body)
  return Object.fromEntries(
    kinds.flatMap((kind) => (models[kind] ? [[kind, logOddsOf(models[kind], features, own[kind])]] : [])),
  )
}

/** Which models a site learned beside; a version learned beside others is of no use. */
export const nameOfBase = (models: BaseModels): string =>
  kinds
    .flatMap((kind) => models[kind] ?? [])
    .map(({ name, version }) => `${name}@${version}`)
    .join(' ')
