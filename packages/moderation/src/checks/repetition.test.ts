import { expect, test } from 'vitest'
import type { Copy } from '../subject.ts'
import { codesOf, signalsOf } from './codes-of.ts'
import { repetition } from './repetition.ts'

const copy = (parts: Partial<Copy> = {}): Copy => ({
  commentId: 'c',
  version: 1,
  similarity: 1,
  rejected: false,
  sameArticle: true,
  sameAuthor: false,
  ...parts,
})

const seldom = { authorsLastHour: 1, rejected: 0, published: 0 }

test.each<[string, Copy[], string[]]>([
  ['no copy', [], []],
  ['the same text', [copy()], ['copy.exact']],
  ['nearly the same text', [copy({ similarity: 0.75 })], ['copy.near']],
  ['a text that is not near', [copy({ similarity: 0.69 })], []],
  ['under another article', [copy({ sameArticle: false })], ['copy.exact', 'copy.cross-article']],
  ['a rejected one', [copy({ rejected: true })], ['copy.of-rejected']],
  ['a rejected and a standing one', [copy({ rejected: true }), copy()], ['copy.of-rejected', 'copy.exact']],
])('%s', (_, copies, codes) => {
  expect(codesOf(repetition, { facts: { copies } })).toEqual(codes)
})

test.each([
  [1, 'reject'],
  [0.9, 'reject'],
  [0.89, 'hold'],
])('the copy of a rejected one at similarity %s: %s', (similarity, wants) => {
  expect(signalsOf(repetition, { facts: { copies: [copy({ similarity, rejected: true })] } })[0]?.wants).toBe(wants)
})

test.each([
  ['А где были вы тридцать лет назад?', {}, 'hold'],
  ['А где были вы тридцать лет назад? https://spam.example', { 'spam.example': seldom }, 'reject'],
  ['А где были вы тридцать лет назад, когда всё это начиналось?', {}, 'reject'],
])('what many may say is looked at again where it was rejected once: %s', (body, hosts, wants) => {
  const facts = { copies: [copy({ rejected: true })], hosts }
  expect(signalsOf(repetition, { body, facts })[0]?.wants).toBe(wants)
})

test('short texts are alike without being copies', () => {
  expect(codesOf(repetition, { body: 'Дзякуй! Thank you!', facts: { copies: [copy({ rejected: true })] } })).toEqual([])
})
