import { expect, test } from 'vitest'
import { codesOf } from './codes-of.ts'
import { trust } from './trust.ts'

test.each([
  ['a new author', { published: 0 }, []],
  ['four published', { published: 4 }, []],
  ['five published', { published: 5 }, ['trust.established']],
  ['one rejected of late', { published: 50, rejected90Days: 1 }, []],
])('%s', (_, author, codes) => {
  expect(codesOf(trust, { author })).toEqual(codes)
})

test('staff are trusted whatever their history', () => {
  expect(codesOf(trust, { facts: { staff: true }, author: { rejected90Days: 3 } })).toEqual(['trust.staff'])
})
