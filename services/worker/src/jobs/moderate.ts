import {
  allowedFrom,
  fingerprintOf,
  isAboutText,
  judge,
  nearnessOf,
  runChecks,
  type Signal,
  type Subject,
  type Verdict,
} from '@parley/moderation'
import type { Asked, Queue } from '@parley/queue'
import type { Log } from '@parley/runtime'
import { MAX_FAILURES, type Move, type PendingComment, type Store } from '@parley/store'
import { asksOutside, type Checkers } from '../checkers/checkers.ts'
import type { SideLane } from '../checkers/side-lane.ts'
import { gatherSubjects } from '../facts.ts'
import type { Turn } from '../fair-turns.ts'
import { lookAtAll, lookUnwatched, type Looked } from '../look-at-all.ts'
import type { Metrics } from '../metrics.ts'
import { findNearWaves } from '../waves/near-waves.ts'

type Deps = {
  store: Pick<Store, 'facts'> & {
    waves: Pick<Store['waves'], 'findRejected' | 'join'>
    comments: Pick<Store['comments'], 'findPending' | 'recordFailures' | 'decide'>
  }
  queue: Pick<Queue, 'askAlone'>
  log: Log
  metrics: Pick<Metrics, 'decided' | 'failed'>
  /** Checkers of others, asked beside the jobs where a site chose some. Absent: nobody is asked. */
  outside?: { checkers: Pick<Checkers, 'ask'>; lane: Pick<SideLane, 'run'> } | undefined
  /** Judges one subject; another one in tests of checks that throw and hang. */
  judgeSubject?: (subject: Subject) => Verdict
}

/** From so many stalls on, a job's comments are asked for one by one: one of them may kill its workers. */
const SPLIT_AT_STALLS = 2
/** A comment alone in its job at so many stalls is what kills them. */
const POISON_AT_STALLS = 3

/** Runs every check on a subject and judges what they noticed. */
export const judgeWithChecks = (subject: Subject): Verdict =>
  judge(
    runChecks(subject, () => performance.now()),
    subject,
  )

/**
 * Judges the pending comments of one ask. Safe to run twice: `decide` moves only what is still pending at the version judged.
 * What its checks fail on is counted in its row; a store that is away throws, and the job is delivered again. Answers whether
 * others are being asked about any of them.
 */
export const moderate = ({ store, queue, log, metrics, outside, judgeSubject = judgeWithChecks }: Deps) => {
  const subjectsOf = gatherSubjects(store)
  const nearWaves = findNearWaves(store)
  return async (
    { jobId, siteId, commentIds, requestIds, stalls }: Asked,
    turn: Turn = atOnce,
  ): Promise<{ outside: boolean }> => {
    const started = performance.now()
    const say = (outcome: object): void =>
      log.info({ event: 'job.moderated', jobId, siteId, asked: commentIds.length, requestIds, ...outcome })

    if (stalls >= SPLIT_AT_STALLS && commentIds.length > 1) {
      await queue.askAlone(siteId, commentIds)
      say({ split: true, stalls })
      return { outside: false }
    }
    if (stalls >= POISON_AT_STALLS) {
      for (let failure = 0; failure < MAX_FAILURES; failure += 1)
        await store.comments.recordFailures(siteId, commentIds)
      log.error({ event: 'comment.poison', siteId, commentIds, stalls })
      say({ poison: true, stalls })
      return { outside: false }
    }

    const pending = await store.comments.findPending(siteId, commentIds)
    if (pending.length === 0) {
      say({ pending: 0 })
      return { outside: false }
    }
    const prints = lookUnwatched(pending, ({ body }) => fingerprintOf(body))
    const fingerprints = new Map(prints.done.flatMap(({ item, out }) => (out ? [[item.id, out] as const] : [])))
    const readable = prints.done.map(({ item }) => item)
    const subjects = await subjectsOf(readable, fingerprints)
    await turn()
    // One look for both: the watchdog and the reading of a text cost more than a verdict that is given anew.
    const looked = await lookAtAll(subjects, (subject) => ({ near: nearOf(subject), verdict: judgeSubject(subject) }))
    const near = await nearWaves(
      looked.done.flatMap(({ item: subject, out }) => (out.near === undefined ? [] : [{ subject, near: out.near }])),
    )
    const again = await lookAtAll(near.told, judgeSubject)
    const judged = withAnew(looked, again)

    const failed = [...prints.failed.map(({ item, err }) => ({ commentId: item.id, err })), ...failuresOf(judged)]
    const count = async (these: typeof failed): Promise<void> => {
      if (these.length === 0) return
      await store.comments.recordFailures(
        siteId,
        these.map(({ commentId }) => commentId),
      )
      metrics.failed(these.length)
      for (const { commentId, err } of these) log.error({ event: 'checks.failed', siteId, commentId, err })
    }
    await count(failed)
    const byId = new Map(pending.map((comment) => [comment.id, comment]))
    const settle = async (done: Judged[]): Promise<number> => {
      await turn()
      const moves = done.map(({ item, out }) =>
        moveFor(byId.get(item.commentId) as PendingComment, out, fingerprints.get(item.commentId)),
      )
      const { answers } = await store.comments.decide({ siteId, actor: { kind: 'checks' }, action: 'judge', moves })
      await near.join(byId, fingerprints)
      const moved = new Map(answers.filter(({ answer }) => answer === 'moved').map((one) => [one.commentId, one]))
      for (const move of moves) {
        const answer = moved.get(move.commentId)
        const comment = byId.get(move.commentId) as PendingComment
        if (answer) metrics.decided(answer.heldInstead ? { ...move, to: 'held' } : move, comment)
      }
      return moved.size
    }
    const { now, later } = outside ? partOutside(judged.done) : { now: judged.done, later: [] }
    const moved = now.length > 0 || later.length === 0 ? await settle(now) : 0
    if (later.length > 0)
      outside?.lane.run(siteId, idsOf(later), async (mine, closing) => {
        const asked = later.filter(({ item }) => mine.has(item.commentId))
        const said = await outside.checkers.ask(
          idsOf(asked).map((id) => byId.get(id) as PendingComment),
          closing,
        )
        const heard = await lookAtAll(
          asked.flatMap(({ item }) => hearing(item, said.get(item.commentId)) ?? []),
          judgeSubject,
        )
        await count(failuresOf(heard))
        await settle(heard.done)
      })
    say({
      pending: pending.length,
      moved,
      failed: failed.length,
      ...(later.length > 0 && { outside: later.length }),
      ms: Math.round(performance.now() - started),
    })
    return { outside: later.length > 0 }
  }
}

const atOnce: Turn = () => undefined

type Judged = { item: Subject; out: Verdict }

const failuresOf = ({ failed }: Looked<Subject, Verdict>): { commentId: string; err: unknown }[] =>
  failed.map(({ item, err }) => ({ commentId: item.commentId, err }))

// Only what has a copy can be near a wave.
const nearOf = (subject: Subject): number | undefined =>
  subject.facts.copies.length > 0 ? nearnessOf(subject) : undefined

/** What all were judged, and of those that were judged once more only how they were then. */
const withAnew = (
  { done, failed }: Looked<Subject, { verdict: Verdict }>,
  again: Looked<Subject, Verdict>,
): Looked<Subject, Verdict> => {
  const anew = new Map(again.done.map((one) => [one.item.commentId, one]))
  const failedAnew = new Set(again.failed.map(({ item }) => item.commentId))
  return {
    done: done.flatMap(({ item, out }) =>
      failedAnew.has(item.commentId) ? [] : [anew.get(item.commentId) ?? { item, out: out.verdict }],
    ),
    failed: [...failed, ...again.failed],
  }
}

/** Who asks outside is asked about what the checks alone would publish, but for the house's own: nothing else leaves the machine. */
const partOutside = (judged: Judged[]): { now: Judged[]; later: Judged[] } => {
  const isAsked = ({ item, out }: Judged): boolean =>
    asksOutside(item.rules) && out.outcome === 'published' && item.facts.staff !== true
  return { now: judged.filter((one) => !isAsked(one)), later: judged.filter(isAsked) }
}

const idsOf = (judged: Judged[]): string[] => judged.map(({ item }) => item.commentId)

/** A subject with what others said of it; undefined where nobody was asked, which publishes nothing. */
const hearing = (subject: Subject, outside: Signal[] | undefined): Subject | undefined =>
  outside && { ...subject, facts: { ...subject.facts, outside } }

/** A verdict as a move of the version that was judged. After a moderator has turned a comment down, a new version is only ever held. */
export const moveFor = (comment: PendingComment, verdict: Verdict, fingerprint: number[] | undefined): Move => {
  const to = comment.holdOnly ? 'held' : verdict.outcome
  const reason = to === 'published' ? undefined : (verdict.reason ?? 'other')
  const { outcome, checks, models, ms, spamRisk, abuseRisk } = verdict
  const risks = { check: 'judge', version: 1, ms: 0, signals: [], spamRisk, abuseRisk }
  return {
    commentId: comment.id,
    version: comment.version,
    to,
    from: allowedFrom(to, 'checks'),
    reason,
    mode: comment.mode,
    verdict: { outcome, checks: [...checks, risks], models, ms },
    fingerprint: isAboutText(verdict) ? fingerprint : undefined,
  }
}
