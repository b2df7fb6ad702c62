import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fingerprintOf, similarity } from './fingerprint.ts'

const estimate = (a: string, b: string) => similarity(fingerprintOf(a) ?? [], fingerprintOf(b) ?? [])
const shares = (a: string, b: string) => fingerprintOf(a)?.some((hash) => fingerprintOf(b)?.includes(hash)) ?? false

const spam = 'Earn 500 dollars a day from home with our trading signals, write to Anna on the channel below'
const reworded = 'Earn 900 dollars a day from home with our trading signals, write to Maria on the channel below!'
const other = 'The new bridge over the river will open in May, the city council said on Tuesday evening'

describe('a fingerprint', () => {
  test('is 16 numbers that a database keeps as int4', () => {
    const hashes = fingerprintOf(spam) ?? []
    expect(hashes).toHaveLength(16)
    expect(hashes.every((hash) => Number.isInteger(hash) && hash === (hash | 0))).toBe(true)
  })

  test('is the same on every machine and in every release: it is kept', () => {
    expect(fingerprintOf('Добры дзень, паважаная рэдакцыя!')?.slice(0, 3)).toMatchInlineSnapshot(`
      [
        -1686336094,
        1783673036,
        183992456,
      ]
    `)
  })

  test.each(['', 'Thanks!', 'Дзякуй за артыкул!', '💰💰💰💰💰💰💰💰💰💰💰💰'])(
    'is missing for the short text «%s»',
    (body) => {
      expect(fingerprintOf(body)).toBeUndefined()
    },
  )

  test.each([
    ['case, spaces and punctuation', `  ${spam.toUpperCase().replaceAll(' ', '  ')}!!!`],
    ['invisible characters', spam.replaceAll('a', 'a\u200b')],
    ['look-alike letters', spam.replaceAll('o', 'о')],
    ['other numbers', spam.replaceAll('5', '7')],
  ])('does not see %s', (_, body) => {
    expect(estimate(spam, body)).toBe(1)
  })
})

describe('similarity', () => {
  test('of a template with other names is high, of another text nothing', () => {
    expect(estimate(spam, reworded)).toBeGreaterThanOrEqual(0.7)
    expect(shares(spam, reworded)).toBe(true)
    expect(estimate(spam, other)).toBe(0)
    expect(shares(spam, other)).toBe(false)
  })

  test('does not depend on the order in which a database gives the numbers', () => {
    const hashes = fingerprintOf(spam) ?? []
    expect(similarity(hashes, hashes.toReversed())).toBe(1)
  })

  test('of nothing with anything is nothing', () => {
    expect(similarity([], fingerprintOf(spam) ?? [])).toBe(0)
  })

  test('follows the share of common grams, within its error, over many texts', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnop'), minLength: 4, maxLength: 8 })
    const pairs = fc.sample(fc.tuple(fc.array(word, { minLength: 30, maxLength: 30 }), fc.nat(4)), {
      numRuns: 80,
      seed: 7,
    })
    const errors = pairs.map(([list, changed]) => {
      const a = list.join(' ')
      const b = list.map((text, at) => (at < changed ? `${text}qqqq` : text)).join(' ')
      return estimate(a, b) - jaccard(a, b)
    })
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
    const spread = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length)
    expect(Math.abs(mean)).toBeLessThan(0.03)
    expect(spread).toBeLessThan(0.1)
  })
})

const jaccard = (a: string, b: string): number => {
  const grams = (text: string) => new Set(Array.from({ length: text.length - 4 }, (_, at) => text.slice(at, at + 5)))
  const [one, two] = [grams(a), grams(b)]
  const common = one.intersection(two).size
  return common / (one.size + two.size - common)
}
