import { defaultRules } from '@parley/contracts'
import { coldStart, nameOfBase, writeSiteWeights, type SiteWeights, type Subject } from '@parley/moderation'
import { createLog } from '@parley/runtime'
import type { LearningState } from '@parley/store'
import { expect, test } from 'vitest'
import { readBaseModels } from './base-models.ts'
import { createSiteModels } from './site-models.ts'

const base = await readBaseModels()
const log = createLog({ service: 'test', level: 'silent' })
const weights: SiteWeights = { abuse: { weights: new Float32Array(2 ** 18).fill(0.5), bias: 0 } }
const author = { known: false, published: 0, rejected90Days: 0, lastDecided: 0, lastRejected: 0, recent: 1 }
const subject = (siteId: string): Subject => ({
  siteId,
  commentId: 'c1',
  version: 1,
  body: 'The council voted to keep the library open.',
  mode: 'auto',
  rules: defaultRules,
  siteHosts: [],
  facts: { author, copies: [], hosts: {}, bans: [], article: {} },
})

/** A store of some sites' states, which counts what it was asked. */
const bench = (states: Record<string, Partial<LearningState>>, { kept = nameOfBase(base), most = 9 } = {}) => {
  const asked: string[] = []
  const bytes = Buffer.from(writeSiteWeights(weights))
  const learning = {
    state: async (siteId: string) => {
      asked.push(siteId)
      const plain = { siteId, stamp: 0, contestFrom: 0, seenRevision: 0, revision: 0 }
      return states[siteId] && { ...plain, ...states[siteId] }
    },
    version: async () => ({
      version: 4,
      base: kept,
      revision: 1,
      decisions: 1,
      origin: 'learned' as const,
      contest: {},
      bytes: bytes.length,
      madeAt: new Date(),
      weights: bytes,
    }),
    heads: async (siteIds: readonly string[]) => ({
      heads: Object.entries(states)
        .filter(([siteId]) => siteIds.includes(siteId))
        .map(([siteId, { stamp = 0 }]) => ({ siteId, stamp })),
      asked: false,
    }),
  }
  const models = createSiteModels({ store: { learning }, base, log, most })
  const judgedBy = (siteId: string) => models.judge(subject(siteId)).models.some((name) => name.endsWith('+4'))
  return { models, asked, judgedBy, states }
}

test('a site is judged with what it learned, others as shipped, and no site is asked for twice', async () => {
  const { models, asked, judgedBy } = bench({ paper: { serving: 4, stamp: 1 }, other: {} })
  expect(judgedBy('paper')).toBe(false) // not known yet
  await Promise.all([models.ready('paper'), models.ready('paper'), models.ready('other')])
  await models.ready('paper')
  expect([judgedBy('paper'), judgedBy('other'), asked]).toEqual([true, false, ['paper', 'other']])
})

test('what changed is loaded anew, what did not is left alone, what was never needed stays unknown', async () => {
  const { models, asked, judgedBy, states } = bench({ paper: { serving: 4, stamp: 1 }, other: {}, third: { stamp: 7 } })
  await models.ready('paper')
  await models.ready('other')
  await models.refresh()
  expect(asked).toEqual(['paper', 'other'])
  states['paper'] = { stamp: 2 }
  await models.refresh()
  expect([judgedBy('paper'), asked]).toEqual([false, ['paper', 'other', 'paper']])
})

test('a version learned beside other models is of no use, nor is a policy made for them', async () => {
  const policy = { ...coldStart, name: 'own', rejectFrom: 0, base: 'spam@other' }
  const { models, judgedBy } = bench({ paper: { serving: 4, stamp: 1, policy } }, { kept: 'spam@other' })
  await models.ready('paper')
  expect([judgedBy('paper'), models.judge(subject('paper')).policy]).toEqual([false, 'cold-start'])
  const own = bench({ paper: { policy: { ...policy, base: nameOfBase(base) } } })
  await own.models.ready('paper')
  expect(own.models.judge(subject('paper'))).toMatchObject({ policy: 'own', outcome: 'rejected' })
})

test('only so many sites are remembered: the least lately used is forgotten', async () => {
  const { models, asked } = bench({ a: {}, b: {}, c: {} }, { most: 2 })
  for (const siteId of ['a', 'b', 'a', 'c', 'a', 'b']) await models.ready(siteId)
  expect(asked).toEqual(['a', 'b', 'c', 'b'])
})
