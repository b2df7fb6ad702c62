import { expect, test } from 'vitest'
import { chanceOf } from './seeded.ts'

test('a seed decides everything that is drawn from it, and its forks draw for themselves', () => {
  const draws = (seed: number) => {
    const chance = chanceOf(seed)
    return [chance.shuffled([1, 2, 3, 4, 5]), chance.below(1_000), chance.fork('a').next(), chance.fork('b').next()]
  }
  expect(draws(7)).toEqual(draws(7))
  expect(draws(7)).not.toEqual(draws(8))
  const [, , one, other] = draws(7)
  expect(one).not.toBe(other)
})
