import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { challengeAnswer, defaultRules, type ProblemError, type ChallengeAnswer } from '@parley/contracts'
import { systemClock } from '@parley/runtime'
import { expect, test } from 'vitest'
import { CHALLENGE_LIFE_MS, createChallenges } from './challenges.ts'
import { createSpent } from './spent.ts'

const paper = { id: 'paper', rules: defaultRules }
const other = { id: 'other', rules: defaultRules }

const set = ({ level = 1, secret = 'secret' } = {}) => {
  const state = { level, now: Date.now() }
  const challenges = createChallenges({
    secret: Buffer.from(secret),
    pressure: { level: async () => state.level, sent: () => undefined },
    spent: createSpent({ lifeMs: CHALLENGE_LIFE_MS }),
    clock: { ...systemClock, now: () => new Date(state.now) },
  })
  return { challenges, state }
}
type Whole = NonNullable<ChallengeAnswer['challenge']>
const solve = async (challenge: Whole, change: (whole: Whole) => Whole = (whole) => whole) => {
  const solution = await solveChallenge({ challenge, deriveKey })
  return Buffer.from(JSON.stringify({ challenge: change(challenge), solution })).toString('base64')
}
const asked = async (challenges: ReturnType<typeof set>['challenges'], site = paper) => {
  const answer = challengeAnswer.parse(await challenges.ask(site, 'n'))
  if (!answer.challenge) throw new Error('nothing was asked')
  return answer.challenge
}
const sent = (site = paper, key = 'key') => ({ site, network: 'n', key })
const codeOf = (check: Promise<unknown>): Promise<unknown> =>
  check.catch((thrown: ProblemError) => `${thrown.code}: ${thrown.extra.errors?.[0]?.detail}`)

test('while all is calm nothing is asked and nothing is needed', async () => {
  const { challenges } = set({ level: 0 })
  expect(await challenges.ask(paper, 'n')).toEqual({ difficulty: 0 })
  expect(await challenges.check(undefined, sent())).toBe('fine')
  expect(await challenges.check('nonsense', sent())).toBe('wrong')
})

test('a site that wants none has none, whatever presses', async () => {
  const { challenges } = set({ level: 4 })
  const calm = { id: 'paper', rules: { ...defaultRules, challenges: 'never' as const } }
  expect(await challenges.ask(calm, 'n')).toEqual({ difficulty: 0 })
  expect(await challenges.check(undefined, sent(calm))).toBe('fine')
  expect(await challenges.isPressing(calm, 'n')).toBe(false)
})

test('under pressure a solved one is needed, and good once; the same submit may show it again', async () => {
  const { challenges } = set()
  expect(await codeOf(challenges.check(undefined, sent()))).toMatch(
    /^challenge-needed: is missing; GET \/v1\/sites\/paper\/challenge/,
  )
  const proof = await solve(await asked(challenges))
  expect(await challenges.check(proof, sent())).toBe('fine')
  expect(await challenges.check(proof, sent())).toBe('fine')
  expect(await codeOf(challenges.check(proof, sent(paper, 'another')))).toMatch(/wrong or was used before/)
})

test('one of another site, of another key, made easier, unsolved or too old is none', async () => {
  const { challenges, state } = set()
  const wrong = [
    await solve(await asked(challenges, other)),
    await solve(await asked(set({ secret: 'another' }).challenges)),
    await solve(await asked(challenges), (whole) => ({ ...whole, parameters: { ...whole.parameters, cost: 1 } })),
    await solve(await asked(challenges), (whole) => ({
      ...whole,
      parameters: { ...whole.parameters, expiresAt: 9_999_999_999 },
    })),
    Buffer.from(
      JSON.stringify({ challenge: await asked(challenges), solution: { counter: 0, derivedKey: '00' } }),
    ).toString('base64'),
    Buffer.from('null').toString('base64'),
    '{}',
  ]
  for (const proof of wrong)
    expect(await codeOf(challenges.check(proof, sent()))).toMatch(/is wrong or was used before/)
  const late = await solve(await asked(challenges))
  state.now += CHALLENGE_LIFE_MS + 1_000
  expect(await codeOf(challenges.check(late, sent()))).toMatch(/is too old/)
  state.level = 0
  expect(await challenges.check(late, sent())).toBe('fine')
})

test('it grows harder with the pressure', async () => {
  const costs: number[] = []
  for (const level of [1, 2, 3, 4]) costs.push((await asked(set({ level }).challenges)).parameters.cost)
  expect(costs).toEqual(costs.toSorted((one, two) => one - two))
  expect(new Set(costs).size).toBe(4)
})
