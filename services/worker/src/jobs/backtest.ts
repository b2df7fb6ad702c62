import {
  backtestKinds,
  backtestOrder,
  type BacktestCase,
  type BacktestKind,
  type BacktestResult,
} from '@parley/contracts'
import {
  coldStart,
  lessonsOf,
  nameOfBase,
  readPolicy,
  replay,
  type BaseModels,
  type Facts,
  type Lesson,
  type Policy,
  type Subject,
  type Verdict,
} from '@parley/moderation'
import type { DecidedSubject, Store } from '@parley/store'
import { keyOf, MOST_DECISIONS } from '../learning/attend-lessons.ts'
import { checksWith, weightsOf, type Standard } from '../learning/site-models.ts'
import { lookAtAll } from '../look-at-all.ts'

type Deps = {
  store: Pick<Store, 'learning' | 'sites'> & { moderation: { bans: Pick<Store['moderation']['bans'], 'standing'> } }
  base: BaseModels
}

const SUBJECTS = 100
const EXAMPLES = 20
const CODES = 8

/** Judges the newest decisions that people made on a site once more, by the rules and the version that stand and by those proposed,
 *  and tells what would have gone another way. Undefined when there is no such site, or no such version. */
export const backtest = async (deps: Deps, siteId: string, payload: unknown): Promise<BacktestResult | undefined> => {
  const order = backtestOrder.parse(payload)
  const { store } = deps
  const [site, state] = await Promise.all([store.sites.find(siteId), store.learning.state(siteId)])
  if (!site || !state) return undefined
  const policy = readPolicy(state.policy, nameOfBase(deps.base)) ?? coldStart
  const standing = await standardOf(deps, siteId, { version: state.serving ?? 0, policy })
  const proposed =
    order.version === undefined ? standing : await standardOf(deps, siteId, { version: order.version, policy })
  if (!standing || !proposed) return undefined

  const served = state.serving === undefined ? undefined : await store.learning.version(siteId, state.serving)
  const lessons = lessonsOf(await store.learning.log(siteId, { limit: MOST_DECISIONS })).slice(-order.decisions)
  const byKey = new Map(lessons.map((lesson) => [keyOf(lesson), lesson]))
  const bans = await store.moderation.bans.standing(siteId)
  const result = emptyResult()
  for (let at = 0; at < lessons.length; at += SUBJECTS) {
    const subjects = await store.learning.subjects(siteId, lessons.slice(at, at + SUBJECTS))
    const { done } = await lookAtAll(subjects, (decided) => {
      const facts = factsOf(decided, bans)
      const judgeBy = (standard: Standard, rules: Subject['rules']) =>
        replay(subjectOf(siteId, decided, facts, rules), decided.checks ?? [], standard)
      return [judgeBy(standing, site.rules), judgeBy(proposed, order.rules ?? site.rules)] as const
    })
    for (const { item, out } of done) {
      const lesson = byKey.get(keyOf(item))
      if (lesson) note(result, { lesson, before: out[0], after: out[1], servedThrough: served?.revision ?? 0 })
    }
  }
  return result
}

const standardOf = async (
  deps: Deps,
  siteId: string,
  { version, policy }: { version: number; policy: Policy },
): Promise<Standard | undefined> => {
  const own = version === 0 ? {} : await weightsOf(deps, siteId, version)
  return own && { checks: checksWith(deps.base, own, version), policy }
}

type Bans = Awaited<ReturnType<Deps['store']['moderation']['bans']['standing']>>

/** What can be brought back of what was known; the trace of the verdict keeps the rest. */
const factsOf = (decided: DecidedSubject, bans: Bans): Facts => {
  const { authorKey, hosts, earlierDecided, earlierPublished, articleTitle } = decided
  const concerns = ({ kind, value }: Bans[number]) =>
    kind === 'phrase' ||
    (kind === 'author' ? value === authorKey : hosts.some((host) => host === value || host.endsWith(`.${value}`)))
  return {
    ...decided.facts,
    author: {
      known: earlierDecided > 0,
      published: earlierPublished,
      rejected90Days: 0,
      lastDecided: earlierDecided,
      lastRejected: 0,
      recent: 1,
    },
    copies: [],
    hosts: {},
    bans: bans.filter(concerns).map(({ kind, value }) => ({ kind, value })),
    article: { title: articleTitle },
  }
}

const subjectOf = (siteId: string, decided: DecidedSubject, facts: Facts, rules: Subject['rules']): Subject => {
  const { commentId, version, body, authorName, mode, siteHosts } = decided
  return { siteId, commentId, version, body, authorName, mode, siteHosts, rules, facts }
}

const emptyResult = (): BacktestResult => {
  const none = () => ({ count: 0, examples: [] as BacktestCase[] })
  const kinds = Object.fromEntries(backtestKinds.map((kind) => [kind, none()])) as BacktestResult['kinds']
  return { decisions: 0, learned: 0, unchanged: 0, kinds }
}

const kindOf = (unwanted: boolean, before: Verdict['outcome'], after: Verdict['outcome']): BacktestKind | undefined => {
  if (after === 'published') return before === 'published' ? undefined : unwanted ? 'missed' : 'released'
  if (unwanted) return before === 'published' ? 'caught' : undefined
  if (after === 'rejected') return before === 'rejected' ? undefined : 'wronglyRejected'
  return before === 'published' ? 'wronglyHeld' : undefined
}

const codesOf = ({ checks }: Verdict): string[] => checks.flatMap(({ signals }) => signals.map(({ code }) => code))

const note = (
  result: BacktestResult,
  { lesson, before, after, servedThrough }: { lesson: Lesson; before: Verdict; after: Verdict; servedThrough: number },
): void => {
  result.decisions += 1
  if (lesson.revision <= servedThrough) result.learned += 1
  const kind = kindOf(lesson.unwanted, before.outcome, after.outcome)
  if (!kind) {
    result.unchanged += 1
    return
  }
  const found = result.kinds[kind]
  found.count += 1
  if (found.examples.length === EXAMPLES) return
  const [then, now] = [new Set(codesOf(before)), new Set(codesOf(after))]
  found.examples.push({
    comment: lesson.commentId,
    version: lesson.version,
    before: before.outcome,
    after: after.outcome,
    codes: [...then.symmetricDifference(now)].slice(0, CODES),
  })
}
