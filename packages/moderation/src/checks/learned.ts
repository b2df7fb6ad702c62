import { logOddsOf, spansOf, type Delta, type Features, type Model } from '@parley/classifier'
import type { Subject } from '../subject.ts'
import { evidence } from './named-check.ts'
import type { Span } from '../signal.ts'

/** A learned model as a site uses it: with the site's own learning, once there is some. */
export type Learned = { model: Model; delta?: Delta | undefined }

/** Past this a model is only ever surer of what it cannot know. */
const SUREST = 8
const MOST_WORDS = 5

/** A model's log-odds for features, no surer than a model may be, to the thousandth. */
export const opinionOf = ({ model, delta }: Learned, features: Features): number => {
  const logOdds = logOddsOf(model, features, delta)
  return Math.round(1_000 * Math.max(-SUREST, Math.min(SUREST, logOdds))) / 1_000
}

/** A model's name and version, and that of what the site learned beside it. */
export const nameOf = ({ model, delta }: Learned): string =>
  `${model.name}@${model.version}${delta?.version === undefined ? '' : `+${delta.version}`}`

/** The words that speak for a model's finding, shown only where it found something. */
export const grounds = ({ model, delta }: Learned, features: Features, { body }: Subject): { spans?: Span[] } =>
  evidence(spansOf(model, features, body, MOST_WORDS, delta))
