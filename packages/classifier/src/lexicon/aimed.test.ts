import { describe, expect, test } from 'vitest'
import { fold } from '../fold.ts'
import { isAimed } from './aimed.ts'
import { findInLexicon } from './index.ts'

const aimed = (body: string) => {
  const folded = fold(body)
  return findInLexicon(folded)
    .filter(({ category }) => ['insult', 'mild', 'epithet'].includes(category))
    .some((hit) => isAimed(folded, hit))
}

describe('said to the reader’s face', () => {
  test.each([
    'You are stupid',
    'you’re such a pathetic clown',
    'You rat!',
    'ur a moron',
    'your a moron',
    'Ты просто идиот',
    'Дурак ты, братец',
    'вы все тупые бараны',
    'О чём пост, клоун?',
    'Ты дурань',
    'Дурні вы',
    'вы ўсе ідыёты, вы проста дурні',
  ])('«%s»', (body) => {
    expect(aimed(body)).toBe(true)
  })
})

describe('said about somebody or something else', () => {
  test.each([
    'That decision was stupid',
    'Your stupid game crashed again',
    'As you said. Stupid law!',
    'Did you see the idiot who parked here?',
    'The rat ran under the sofa',
    'Этот закон придумал идиот',
    'Он дурак',
    'Закон прыняў нейкі дурань',
  ])('«%s»', (body) => {
    expect(aimed(body)).toBe(false)
  })
})
