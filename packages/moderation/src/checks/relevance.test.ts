import { expect, test } from 'vitest'
import { codesOf, shownOf } from './codes-of.ts'
import { relevance } from './relevance.ts'

const under = (title: string | undefined, body: string) => ({ body, facts: { article: { title } } })

test.each([
  ['Great article, very informative!', 'The river floods again'],
  ['Спасибо, очень полезно и интересно', 'Мост закрыли на ремонт'],
  ['Дзякуй, цікава', 'Новы мост праз раку'],
])('praise of nothing in particular weighs: %s', (body, title) => {
  expect(codesOf(relevance, under(title, body))).toEqual(['relevance.no-overlap'])
})

test.each([
  ['praise with a word of the title', 'Great report on the floods', 'The river floods again'],
  ['the same root in another ending', 'Спасибо, про мосты интересно', 'О мостах и людях'],
  ['no praise', 'When does it open?', 'The river floods again'],
  ['a title that nobody knows', 'Great article', undefined],
  ['a title without a longer word', 'Great article', 'On it'],
])('nothing in %s', (_, body, title) => {
  expect(codesOf(relevance, under(title, body))).toEqual([])
})

test('the praise is shown', () => {
  expect(shownOf(relevance, under('The river floods again', 'Great, thanks!'))).toEqual(['Great', 'thanks'])
})
