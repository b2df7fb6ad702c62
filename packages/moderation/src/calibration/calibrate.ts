import { coldStart, type Policy, type Risk } from '../policy.ts'
import { fitPlatt, probabilityOf } from './platt.ts'
import { LEAST_AUDITS, narrowRegion, openRegion, type Audited, type Region } from './region.ts'
import { riskNames, scoreOf, type Sample } from './sample.ts'
import { isBoundWithin, upperBound } from './upper-bound.ts'

/** The most that may be wrong, with 95 % confidence: of what is published by itself, of what is rejected by itself, and of all
 *  that is clean, what is rejected. */
export const targets = { published: 0.02, rejected: 0.05, cleanRejected: 0.01 } as const

/** No site publishes by itself what is likelier bad than this, whatever its decisions say: below it nobody can unlearn. */
export const MOST_PUBLISHED_RISK = 0.2
/** What no calibration publishes by itself: weights of checks or log-odds of a model this high. Learning takes no more than a
 *  bounded part of a model's log-odds away, so what the model alone is surer of than both together is always held. */
export const floor = { signalsBelow: 3, modelsBelow: { spam: 1.5, abuse: 1.5 } } as const
/** A calibrated risk of spam below this never rejects. */
const LEAST_REJECTED_RISK = 0.8

/** What opens by itself, and what would after some more decisions like these: shares of all that is decided. */
export type Opening = {
  region?: Region
  share: number
  nextShare: number
  /** Audits found more wrong in what went by itself than may be, so even less does than to start with. */
  narrowed?: true
}

/** A site's policy, and why. */
export type Calibration = {
  policy: Policy
  samples: number
  /** Samples still needed before anything can open. */
  missing: number
  published: Opening
  rejected: Opening
}

const calibrated = (samples: readonly Sample[], risk: Risk): Policy['mixture'][Risk] => {
  const { bias, signals, models } = coldStart.mixture[risk]
  const scored = samples.flatMap((sample) => {
    const bad = sample.says[risk]
    return bad === undefined ? [] : [{ score: scoreOf(sample, risk, coldStart), bad }]
  })
  const { slope, offset } = fitPlatt(scored)
  return { bias: slope * bias + offset, signals: slope * signals, models: slope * models }
}

const chanceOf = (sample: Sample, mixture: Policy['mixture']): number =>
  Math.max(...riskNames.map((risk) => probabilityOf(scoreOf(sample, risk, { mixture }))))

/** A sample, its chance of being spam, and that of any risk. */
type Judged = { sample: Sample; spam: number; chance: number }

/** Blind decisions for publishing, whose score is the chance of any risk. */
const auditsOf = (judged: readonly Pick<Judged, 'sample' | 'chance'>[]): Audited[] =>
  judged.map(({ sample, chance }) => ({ score: chance, wrong: sample.unwanted }))

const isAboveFloor = ({ weights }: Sample): boolean =>
  riskNames.some(
    (risk) => weights[risk].signals >= floor.signalsBelow || weights[risk].models >= floor.modelsBelow[risk],
  )

/** Where publishing may go by itself. What was drawn blind from what is published must meet the target alone, too, once there is
 *  enough of it. */
const openPublishing = (judged: readonly Judged[], grown: number): Region | undefined => {
  const free = judged.filter(
    ({ sample, chance }) => sample.insists === undefined && chance < MOST_PUBLISHED_RISK && !isAboveFloor(sample),
  )
  const ask = { target: targets.published, safest: 'lowest', grown } as const
  const all = openRegion(auditsOf(free), ask)
  const blind = free.filter(({ sample }) => sample.automatic === 'published')
  if (!all || blind.length < LEAST_AUDITS) return all
  const alone = openRegion(auditsOf(blind), ask)
  return alone && (alone.edge < all.edge ? alone : all)
}

const isPublishedAtFirst = ({ insists, weights }: Sample, chance: number): boolean =>
  insists === undefined &&
  riskNames.every((risk) => {
    const { signalsBelow, modelsBelow } = coldStart.cautious
    const { signals, models } = weights[risk]
    return signals < signalsBelow && models < modelsBelow[risk] && chance < coldStart.publishBelow[risk]
  })

/** Where the cautious start has to stop short, since what was drawn blind of it is worse than the target. */
const narrowStart = (samples: readonly Sample[], mixture: Policy['mixture']): number | undefined => {
  const blind = samples
    .filter(({ automatic }) => automatic === 'published')
    .map((sample) => ({ sample, chance: chanceOf(sample, mixture) }))
    .filter(({ sample, chance }) => isPublishedAtFirst(sample, chance))
  return narrowRegion(auditsOf(blind), targets.published)
}

/** Where rejecting may go by itself, for spam alone. */
const openRejecting = (judged: readonly Judged[], grown: number): Region | undefined => {
  const free = judged.filter(({ sample }) => sample.insists !== 'publish' && sample.insists !== 'reject')
  if (free.length * grown < LEAST_AUDITS) return undefined
  const likely = free.filter(({ spam }) => spam >= LEAST_REJECTED_RISK)
  const clean = free.filter(({ sample }) => !sample.unwanted).length
  const edges = [...new Set(likely.map(({ spam }) => spam))].toSorted((a, b) => a - b)
  for (const edge of edges) {
    const inside = likely.filter(({ spam }) => spam >= edge)
    const errors = inside.filter(({ sample }) => !sample.unwanted).length
    const [wrong, all] = [errors * grown, inside.length * grown]
    const isSafe = isBoundWithin(wrong, clean * grown, targets.cleanRejected)
    if (isSafe && isBoundWithin(wrong, all, targets.rejected))
      return { edge, looked: inside.length, errors, bound: upperBound(wrong, all) }
  }
  return undefined
}

const below = (edge: number): Policy['publishBelow'] => {
  const limit = Math.max(0, edge + Number.EPSILON)
  return { spam: limit, abuse: limit }
}

/**
 * Makes a site's policy from versions that people decided after the checks had: those held, and those drawn blind from what went
 * by itself. Until enough of them meet the targets it is the cautious policy to start with, and less than that where audits show that
 * even the start does worse. `more` is how many further decisions
 * the outlook is for.
 */
export const calibrate = (
  samples: readonly Sample[],
  { name, more = 100 }: { name: string; more?: number },
): Calibration => {
  const mixture = { spam: calibrated(samples, 'spam'), abuse: calibrated(samples, 'abuse') }
  const judged = samples.map((sample): Judged => {
    const [spam = 0, abuse = 0] = riskNames.map((risk) => probabilityOf(scoreOf(sample, risk, { mixture })))
    return { sample, spam, chance: Math.max(spam, abuse) }
  })
  const grown = samples.length === 0 ? 1 : (samples.length + more) / samples.length
  const opening = (open: (judged: readonly Judged[], grown: number) => Region | undefined): Opening => {
    const region = open(judged, 1)
    const next = open(judged, grown)
    const shareOf = (some?: Region) => (some && samples.length > 0 ? some.looked / samples.length : 0)
    return { ...(region && { region }), share: shareOf(region), nextShare: Math.max(shareOf(region), shareOf(next)) }
  }
  const published = opening(openPublishing)
  const rejected = opening(openRejecting)
  // Closed: as cautious as at the start, in the words of that start.
  const start = rejected.region ? { ...coldStart.mixture, spam: mixture.spam } : coldStart.mixture
  const edge = published.region ? undefined : narrowStart(samples, start)
  const rejectFrom = rejected.region?.edge ?? coldStart.rejectFrom
  const policy = published.region
    ? { name, mixture, publishBelow: below(published.region.edge), rejectFrom, cautious: floor }
    : rejected.region || edge !== undefined
      ? { ...coldStart, name, mixture: start, rejectFrom, ...(edge !== undefined && { publishBelow: below(edge) }) }
      : coldStart
  return {
    policy,
    samples: samples.length,
    missing: Math.max(0, LEAST_AUDITS - samples.length),
    published: edge === undefined ? published : { ...published, narrowed: true },
    rejected,
  }
}
