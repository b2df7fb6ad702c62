import { expect, test } from 'vitest'
import { rememberRevisions } from './known.ts'

test('what is known of a site never goes back', () => {
  const known = rememberRevisions()
  expect(known.of('paper')).toBe(0)
  known.note('paper', 7)
  known.note('paper', 5)
  expect([known.of('paper'), known.of('other')]).toEqual([7, 0])
})

test('only so many sites are remembered, those told of last', () => {
  const known = rememberRevisions()
  known.note('first', 1)
  known.note('second', 1)
  known.note('first', 2)
  for (let site = 0; site < 99_999; site += 1) known.note(`s${site}`, 1)
  expect([known.of('first'), known.of('second')]).toEqual([2, 0])
})
