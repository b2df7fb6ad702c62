import { expect, test } from 'vitest'
import { compareFigures } from './compare.ts'

const paper = { siteId: 'paper', revision: 10, comments: 8, published: 5, countsDigest: 'a' }
const later = { ...paper, revision: 14, comments: 9, published: 6, countsDigest: 'b' }

test.each([
  ['equal', paper, paper, paper, []],
  ['another article has the count', paper, paper, { ...paper, countsDigest: 'b' }, [/counts that add up to 5, not 5/]],
  ['a count is lost', paper, paper, { ...paper, published: 4 }, [/counts that add up to 4, not 5/]],
  ['a comment is lost', paper, paper, { ...paper, comments: 7 }, [/comments 7, not 8/]],
  ['older than the backup', paper, later, { ...paper, revision: 9 }, [/revision 9, not 10 to 14/]],
  ['newer than the backup', paper, later, { ...later, revision: 15 }, [/revision 15, not 10 to 14/]],
  ['somewhere within a busy backup', paper, later, { ...paper, revision: 12, published: 6, countsDigest: 'c' }, []],
])('%s', (_, before, after, restored, wrong) => {
  const said = compareFigures({ before: [before], after: [after] }, [restored])
  expect(said).toEqual(wrong.map((pattern) => expect.stringMatching(pattern)))
})

test('a site that is not there is named', () => {
  expect(compareFigures({ before: [paper], after: [] }, [])).toEqual(['site paper is missing'])
})
