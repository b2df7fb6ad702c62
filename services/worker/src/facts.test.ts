import { fingerprintOf } from '@parley/moderation'
import { expect, test } from 'vitest'
import { copiesAmong } from './facts.ts'

const offer = 'Earn a thousand a week from home, write to me and I will tell you how it is done'
const printsOf = (bodies: Record<string, string>) =>
  new Map(
    Object.entries(bodies).flatMap(([id, body]) => (fingerprintOf(body) ? [[id, fingerprintOf(body)!] as const] : [])),
  )

test('an earlier comment of the same job with the same text is a copy, a later one is not', () => {
  const pending = [
    { id: 'b', version: 1, articleId: 2, authorKey: 'x' },
    { id: 'a', version: 3, articleId: 1, authorKey: 'x' },
    { id: 'c', version: 1, articleId: 1 },
  ]
  const prints = printsOf({ a: offer, b: offer, c: 'The council voted on Tuesday to keep the library open on Sundays' })
  expect(copiesAmong(pending, prints)).toEqual(
    new Map([
      ['b', [{ commentId: 'a', version: 3, similarity: 1, rejected: false, sameArticle: false, sameAuthor: true }]],
    ]),
  )
})

test('near-copies count, strangers without a token are never the same author', () => {
  const pending = [
    { id: 'a', version: 1, articleId: 1 },
    { id: 'b', version: 1, articleId: 1 },
  ]
  const [copy] = copiesAmong(pending, printsOf({ a: offer, b: `${offer} today!` })).get('b') ?? []
  expect(copy).toMatchObject({ commentId: 'a', sameArticle: true, sameAuthor: false })
  expect(copy?.similarity).toBeGreaterThan(0.6)
})

test('a flood of one text gives each comment a bounded number of copies', () => {
  const ids = Array.from({ length: 200 }, (_, at) => `c${String(at).padStart(3, '0')}`)
  const print = fingerprintOf(offer)!
  const copies = copiesAmong(
    ids.map((id) => ({ id, version: 1, articleId: 1 })),
    new Map(ids.map((id) => [id, print])),
  )
  expect(copies.size).toBe(199)
  expect(Math.max(...[...copies.values()].map((found) => found.length))).toBe(20)
})
