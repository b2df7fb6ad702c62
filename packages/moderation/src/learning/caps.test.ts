import { fingerprintOf } from '@parley/classifier'
import { expect, test } from 'vitest'
import { caps, createCaps } from './caps.ts'

const words = ['river', 'council', 'budget', 'library', 'winter', 'bridge', 'teacher', 'harbour', 'garden', 'market']
/** A text that no other one is a copy of. */
const ownText = (nth: number): string =>
  Array.from({ length: 12 }, (_, at) => `${words[(nth * 7 + at * 3) % 10]}${(nth * 31 + at * 17).toString(36)}`).join(
    ' ',
  )
const lesson = (over: object = {}) => ({ moderator: 'ada', day: 'monday', ...over })
const admitted = (count: number, of: (nth: number) => Parameters<ReturnType<typeof createCaps>>) => {
  const admits = createCaps()
  return Array.from({ length: count }, (_, nth) => admits(...of(nth))).filter(Boolean).length
}

test('a moderator teaches so much a day, and again the next day', () => {
  const day = (nth: number) => (nth < 500 ? 'monday' : 'tuesday')
  expect(admitted(400, () => [lesson(), undefined])).toBe(caps.moderatorAndDay)
  expect(admitted(1_000, (nth) => [lesson({ day: day(nth) }), undefined])).toBe(2 * caps.moderatorAndDay)
})

test('one author teaches so much, strangers without a key are not one author', () => {
  expect(admitted(100, (nth) => [lesson({ authorKey: 'a', day: `${nth}` }), undefined])).toBe(caps.author)
  expect(admitted(100, () => [lesson(), undefined])).toBe(100)
})

test('a wave of near-copies teaches so much, texts of their own all', () => {
  const offer = 'Earn a thousand a week from home, write to me and I will tell you how it is done'
  expect(admitted(50, (nth) => [lesson(), fingerprintOf(`${offer} ${nth % 7}!`)])).toBe(caps.cluster)
  expect(admitted(50, (nth) => [lesson(), fingerprintOf(ownText(nth))])).toBe(50)
})

test('what one cap turned away uses up no other', () => {
  const admits = createCaps({ moderatorAndDay: 3, author: 1, cluster: 9 })
  expect(admits(lesson({ authorKey: 'a' }), undefined)).toBe(true)
  for (let nth = 0; nth < 5; nth += 1) expect(admits(lesson({ authorKey: 'a' }), undefined)).toBe(false)
  expect(admits(lesson({ authorKey: 'b' }), undefined)).toBe(true)
  expect(admits(lesson({ authorKey: 'c' }), undefined)).toBe(true)
  expect(admits(lesson({ authorKey: 'd' }), undefined)).toBe(false)
})
