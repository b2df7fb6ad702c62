import { expect, test } from 'vitest'
import { contestOf, LEAST_BOUTS, type Bout } from './contest.ts'

/** Decisions of which each side sees so much: 1 is all, 0 nothing; noise in a fixed sequence. */
const bouts = (count: number, sees: { holder: number; rival: number }): Bout[] => {
  let state = 1
  const noise = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  }
  return Array.from({ length: count }, (_, nth) => {
    const bad = nth % 4 === 0
    const truth = bad ? 1 : -1
    return { bad, holder: sees.holder * truth + 2 * noise(), rival: sees.rival * truth + 2 * noise() }
  })
}

test('who sees more wins, who sees less loses, equals stay open', () => {
  expect(contestOf(bouts(200, { holder: 0.3, rival: 1.5 }))).toMatchObject({ outcome: 'won', decisions: 200 })
  expect(contestOf(bouts(200, { holder: 1.5, rival: 0.3 })).outcome).toBe('lost')
  const same = bouts(200, { holder: 1, rival: 0 }).map((bout) => ({ ...bout, rival: bout.holder }))
  expect(contestOf(same)).toMatchObject({ outcome: 'open', ahead: 0 })
})

test('the same with another prior wins nothing, and who says the contrary loses', () => {
  const even = bouts(300, { holder: 1, rival: 0 })
  expect(contestOf(even.map((bout) => ({ ...bout, rival: bout.holder + 2 }))).outcome).toBe('open')
  const blind = even.map((bout) => ({ ...bout, holder: 0, rival: -bout.holder }))
  expect(contestOf(blind).outcome).toBe('lost')
})

test('too few decisions, or of one kind only, decide nothing', () => {
  expect(contestOf(bouts(LEAST_BOUTS - 1, { holder: 0, rival: 9 })).outcome).toBe('open')
  const allGood = bouts(400, { holder: 0, rival: 9 }).filter(({ bad }) => !bad)
  expect(contestOf(allGood).outcome).toBe('open')
  expect(contestOf([])).toMatchObject({ decisions: 0, outcome: 'open' })
  expect(contestOf(bouts(200, { holder: 0.3, rival: 1.5 }), allGood)).toMatchObject({ decisions: 200, outcome: 'won' })
})
