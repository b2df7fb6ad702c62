import { expect, test } from 'vitest'
import { noticed } from './characters.ts'
import { cutRuns, decode } from './leet.ts'

test.each([
  ['c@$ino', ['casino'], noticed.leet],
  ['c1ick', ['ciick', 'click'], noticed.leet],
  ['пи3дец', ['пиздец', 'пиедец'], noticed.leet],
  ['c*sino', ['c*sino'], noticed.starred],
  ['c.a.s.i.n.o', ['casino'], noticed.spaced],
  ['c_@_s', ['cas'], noticed.leet | noticed.spaced],
  ['half-baked', ['halfbaked'], 0],
  ['f-u-c-k', ['fuck'], noticed.spaced],
])('%s may spell %j', (compound, forms, bits) => {
  expect(decode(compound)).toEqual({ forms, noticed: bits })
})

test.each(['casino', 'a1', '2024', '100k', '12:30', 'ab', '***'])('%s spells nothing else', (compound) => {
  expect(decode(compound)).toBeUndefined()
})

test('runs are cut to three', () => {
  expect(cutRuns('aabbbbccccc')).toBe('aabbbccc')
})
