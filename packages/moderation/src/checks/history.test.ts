import { expect, test } from 'vitest'
import { codesOf } from './codes-of.ts'
import { history } from './history.ts'

test.each([
  ['no history', { lastDecided: 0, lastRejected: 0 }, []],
  ['one rejection', { lastDecided: 1, lastRejected: 1 }, []],
  ['two in seven', { lastDecided: 7, lastRejected: 2 }, []],
  ['three in ten', { lastDecided: 10, lastRejected: 3 }, ['history.rejected-share']],
  ['all', { lastDecided: 2, lastRejected: 2 }, ['history.rejected-share']],
])('%s', (_, author, codes) => {
  expect(codesOf(history, { author })).toEqual(codes)
})

test.each([
  ['a newcomer where the site does not mind', 0, false, []],
  ['a newcomer where it does', 0, true, ['history.new-author']],
  ['somebody with a published comment where it does', 1, true, []],
])('%s', (_, published, holdFirstComment, codes) => {
  expect(codesOf(history, { author: { published }, rules: { holdFirstComment } })).toEqual(codes)
})
