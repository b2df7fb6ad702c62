import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../fold.ts'
import { quotesIn } from './quotes.ts'

const quoted = (body: string): string[] => {
  const folded = fold(body)
  const quotes = quotesIn(folded)
  return quotes.flatMap((from, at) => (at % 2 === 0 ? [folded.text.slice(from, quotes[at + 1])] : []))
}

test.each([
  ['He said "all of them are scum" yesterday', ['"all of them are scum"']],
  ['Er schrieb „alle raus hier“ und ging', ['„alle raus hier“']],
  ['Написал «все они такие» и ушёл', ['«все они такие»']],
  ['It is ‘plain wrong’ to me', ["'plain wrong'"]],
  ['> you are an idiot\nNo.', ['> you are an idiot']],
  ['a\n  > second line\nb', ['> second line']],
])('%s', (body, expected) => {
  expect(quoted(body)).toEqual(expected)
})

test.each([
  'these so-called "people" should go',
  'a 6" screen and a 7" one\nin two lines "open',
  'don’t say it’s theirs, isn’t it',
  'five > four, and that is all',
  `"${'a '.repeat(300)}"`,
])('nothing in: %s', (body) => {
  expect(quoted(body)).toEqual([])
})

test('whatever is written: quotations lie in the text, in order, and none in another', () => {
  const marks = fc.string({ unit: fc.constantFrom(...'ab "\'«»„“”>\n'), maxLength: 200 })
  fc.assert(
    fc.property(marks, (body) => {
      const folded = fold(body)
      let last = 0
      for (const [at, edge] of quotesIn(folded).entries()) {
        expect(edge).toBeGreaterThanOrEqual(last)
        if (at % 2 === 1) expect(edge).toBeGreaterThan(last)
        last = edge
      }
      expect(last).toBeLessThanOrEqual(folded.text.length)
    }),
  )
})
