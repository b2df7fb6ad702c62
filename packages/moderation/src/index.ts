export * from './subject.ts'
export * from './signal.ts'
export { allowedFrom, type ActorKind } from './status.ts'
export { CheckFault, runChecks, warmUp } from './run-checks.ts'
export { judge } from './judge.ts'
export { coldStart, type Mixture, type Policy, type Risk } from './policy.ts'
export { catalogue, effectOf, type CheckEntry } from './catalogue.ts'
export { keptFacts } from './kept-facts.ts'
export { isAboutText } from './about-text.ts'
export { createChecks, type NamedCheck } from './checks/index.ts'
export type { Learned } from './checks/learned.ts'
export { nearnessOf } from './nearness.ts'
export { attributes, languagesOf, scoreAttributes, type Attribute } from './attributes/attributes.ts'
export { detectLanguage } from './attributes/detect-language.ts'
export { hostsOf } from './links.ts'
export { fingerprintOf, modelUrls, readModel, similarity, type Delta, type Model } from '@parley/classifier'
export {
  beginCourse,
  foretell,
  nameOfBase,
  type Attended,
  type BaseModels,
  type Course,
  type SiteWeights,
} from './learning/course.ts'
export { contestOf, type Bout, type Contest } from './learning/contest.ts'
export { lessonsOf, type Lesson, type LoggedDecision } from './learning/lessons.ts'
export { readSiteWeights, writeSiteWeights } from './learning/site-weights.ts'
export { calibrate, targets, type Calibration } from './calibration/calibrate.ts'
export { readPolicy, type KeptPolicy } from './calibration/read-policy.ts'
export { sampleOf, type Sample } from './calibration/sample.ts'
export { fitPlatt } from './calibration/platt.ts'
export { upperBound } from './calibration/upper-bound.ts'
export { replay } from './replay.ts'
