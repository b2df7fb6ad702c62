import { defaultRules } from '@parley/contracts'
import type { Signal, Subject, Verdict } from '@parley/moderation'
import { createLog } from '@parley/runtime'
import type { Arrival, Decision, Move, PendingComment } from '@parley/store'
import { expect, test } from 'vitest'
import type { SideLane } from '../checkers/side-lane.ts'
import { moderate, moveFor } from './moderate.ts'

const log = createLog({ service: 'test', level: 'silent' })

const pendingComment = (over: Partial<PendingComment> = {}): PendingComment => ({
  siteId: 'paper',
  id: 'c1',
  version: 1,
  body: 'The council voted to keep the library open.',
  articleId: 1,
  articleKey: 'news-1',
  mode: 'auto',
  rules: defaultRules,
  siteHosts: [],
  hosts: [],
  facts: {},
  failures: 0,
  asks: 1,
  holdOnly: false,
  createdAt: new Date(),
  ...over,
})

const publishing: Verdict = { outcome: 'published', spamRisk: 0.1, abuseRisk: 0.2, checks: [], models: [], ms: 1 }
const author = { known: true, published: 0, rejected90Days: 0, lastDecided: 0, lastRejected: 0, recent: 1 }

/** A store with some pending comments, and what became of them. */
const bench = (
  pending: PendingComment[],
  judgeSubject: (subject: Subject) => Verdict = () => publishing,
  rejected: string[] = [],
  said?: Signal[],
) => {
  const joined: Arrival[] = []
  const decisions: Decision[] = []
  const failures: string[] = []
  const alone: string[] = []
  const store = {
    comments: {
      findPending: async (_siteId: string, ids: readonly string[]) => pending.filter(({ id }) => ids.includes(id)),
      recordFailures: async (_siteId: string, ids: readonly string[]) => void failures.push(...ids),
      decide: async (decision: Decision) => {
        decisions.push(decision)
        const answers = decision.moves.map(({ commentId, mode }) => ({
          commentId,
          answer: 'moved' as const,
          ...(mode === 'post' && { heldInstead: true as const }), // as if it were no more
        }))
        return { decisionId: 'd', revision: 1, answers }
      },
    },
    waves: {
      findRejected: async () => new Map(rejected.map((id) => [id, { id: 'w', size: 9, at: new Date() }])),
      join: async (_siteId: string, arrivals: readonly Arrival[]) => {
        joined.push(...arrivals)
        return new Set(arrivals.map(({ comment }) => comment.id))
      },
    },
    facts: { gather: async () => new Map(pending.map(({ id }) => [id, { author, copies: [], hosts: {}, bans: [] }])) },
  }
  const queue = { askAlone: async (_siteId: string, ids: readonly string[]) => void alone.push(...ids) }
  const counted: string[] = []
  const metrics = { decided: ({ to }: Move) => void counted.push(to), failed: () => undefined }
  const aside: Promise<void>[] = []
  const checkers = { ask: async () => new Map(pending.map(({ id }) => [id, said ?? []])) }
  const lane: SideLane['run'] = (_siteId, ids, work) => aside.push(work(new Set(ids), new AbortController().signal)) > 0
  const outside = { checkers, lane: { run: lane } }
  const run = moderate({ store, queue, log, metrics, judgeSubject, outside: said && outside })
  const ask = async (commentIds: string[], stalls = 0) => {
    await run({ jobId: '1', siteId: 'paper', commentIds, requestIds: [], stalls })
    await Promise.all(aside)
  }
  return { ask, run, decisions, failures, alone, joined, counted }
}

test('all pending comments of a job are decided in one call, at the version that was judged', async () => {
  const { ask, decisions } = bench([pendingComment(), pendingComment({ id: 'c2', version: 3 })])
  await ask(['c1', 'c2', 'decided-before'])
  expect(decisions).toHaveLength(1)
  expect(decisions[0]).toMatchObject({ siteId: 'paper', actor: { kind: 'checks' } })
  expect(decisions[0]?.moves.map(({ commentId, version, to, from }) => ({ commentId, version, to, from }))).toEqual([
    { commentId: 'c1', version: 1, to: 'published', from: ['pending'] },
    { commentId: 'c2', version: 3, to: 'published', from: ['pending'] },
  ])
})

test('what is held instead of published is counted as held', async () => {
  const { ask, counted } = bench([pendingComment(), pendingComment({ id: 'c2', mode: 'post' })])
  await ask(['c1', 'c2'])
  expect(counted).toEqual(['published', 'held'])
})

test('it waits for its turn before it looks, and before it decides', async () => {
  const told: string[] = []
  const judged = (): Verdict => {
    told.push('looks')
    return publishing
  }
  const { run, decisions } = bench([pendingComment()], judged)
  const turn = async () => void told.push(`turn, ${decisions.length} decided`)
  const { outside } = await run({ jobId: '1', siteId: 'paper', commentIds: ['c1'], requestIds: [], stalls: 0 }, turn)
  expect(told).toEqual(['turn, 0 decided', 'looks', 'turn, 0 decided'])
  expect([decisions.length, outside]).toEqual([1, false])
})

test('near-copies of a job are told of a rejected wave, and join one when they are decided', async () => {
  const judged = (subject: Subject): Verdict =>
    subject.facts.wave ? { ...publishing, outcome: 'held', reason: 'spam' } : publishing
  const lonely = { id: 'c3', body: 'Nobody wrote this before, and it is long enough to be a copy of something.' }
  const pending = [pendingComment(), pendingComment({ id: 'c2' }), pendingComment(lonely)]
  const { ask, joined, decisions } = bench(pending, judged, ['c1'])
  await ask(['c1', 'c2', 'c3'])
  expect(decisions[0]?.moves.map(({ commentId, to }) => [commentId, to])).toEqual([
    ['c1', 'published'],
    ['c2', 'held'],
    ['c3', 'published'],
  ])
  expect(joined.map(({ comment, copies }) => [comment.id, copies])).toEqual([['c2', [{ id: 'c1', version: 1 }]]])
})

test('a comment whose checks throw once they are told of a wave is counted', async () => {
  const throwing = (subject: Subject): Verdict => {
    if (subject.facts.wave) throw new Error('a check failed')
    return publishing
  }
  const { ask, decisions, failures } = bench([pendingComment(), pendingComment({ id: 'c2' })], throwing, ['c1'])
  await ask(['c1', 'c2'])
  expect(failures).toEqual(['c2'])
  expect(decisions[0]?.moves.map(({ commentId }) => commentId)).toEqual(['c1'])
})

test('a comment whose checks throw once they hear what was said outside is counted', async () => {
  const hearing = (subject: Subject): Verdict => {
    if (subject.commentId === 'c1' && subject.facts.outside) throw new Error('a check failed')
    return publishing
  }
  const rules = {
    ...defaultRules,
    outside: { hook: { url: 'https://checker.example/', secrets: ['s'.repeat(32)], mayReject: false } },
  }
  const pending = [pendingComment({ rules }), pendingComment({ id: 'c2', rules })]
  const { ask, decisions, failures } = bench(pending, hearing, [], [])
  await ask(['c1', 'c2'])
  expect(failures).toEqual(['c1'])
  expect(decisions.flatMap(({ moves }) => moves.map(({ commentId }) => commentId))).toEqual(['c2'])
})

test('a job of comments that are decided already does nothing', async () => {
  const { ask, decisions } = bench([])
  await ask(['c1'])
  expect(decisions).toEqual([])
})

test('a comment its checks throw on is counted, and its neighbours are decided', async () => {
  const { ask, decisions, failures } = bench([pendingComment(), pendingComment({ id: 'c2' })], ({ commentId }) => {
    if (commentId === 'c1') throw new Error('a check failed')
    return publishing
  })
  await ask(['c1', 'c2'])
  expect(failures).toEqual(['c1'])
  expect(decisions[0]?.moves.map(({ commentId }) => commentId)).toEqual(['c2'])
})

test('a job whose worker vanished twice is asked for comment by comment, without a look at any', async () => {
  const { ask, alone, decisions } = bench([pendingComment(), pendingComment({ id: 'c2' })])
  await ask(['c1', 'c2'], 2)
  expect([alone, decisions]).toEqual([['c1', 'c2'], []])
  await ask(['c1', 'c2'], 1)
  expect(decisions).toHaveLength(1)
})

test('a comment alone in its job at three stalls is poison: it is failed until the sweep holds it', async () => {
  const { ask, failures, decisions } = bench([pendingComment()])
  await ask(['c1'], 3)
  expect([failures, decisions]).toEqual([Array(6).fill('c1'), []])
  await ask(['c1'], 2)
  expect(decisions).toHaveLength(1)
})

test('where a moderator turned the comment down, a new version is only ever held', () => {
  const move = moveFor(pendingComment({ holdOnly: true }), publishing, undefined)
  expect(move).toMatchObject({ to: 'held', reason: 'other', verdict: { outcome: 'published' } })
})

test('a verdict is kept with its risks', () => {
  const checks = [{ check: 'links', version: 1, ms: 0.012, signals: [] }]
  expect(moveFor(pendingComment(), { ...publishing, checks, ms: 1 }, [1, 2])).toMatchObject({
    fingerprint: [1, 2],
    verdict: {
      checks: [
        { check: 'links', ms: 0.012 },
        { check: 'judge', spamRisk: 0.1, abuseRisk: 0.2 },
      ],
      ms: 1,
    },
  })
})
