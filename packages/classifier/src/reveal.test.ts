import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noticed } from './characters.ts'
import { fold } from './fold.ts'
import { reveal } from './reveal.ts'

const forms = (body: string) => (reveal(fold(body)) ?? []).flatMap((word) => word.forms)
const bitsOf = (body: string, form: string) => reveal(fold(body))?.find((word) => word.forms.includes(form))?.noticed

describe('what is meant', () => {
  test.each([
    ['letters set apart', 'the f r e e gift', 'free', noticed.spaced],
    ['dotted letters', 'f.r.e.e gift', 'free', noticed.spaced],
    ['letters with dashes', 'f-r-e-e gift', 'free', noticed.spaced],
    ['Cyrillic letters set apart', 'к а з и н о', 'казино', noticed.spaced],
    ['digits for letters', 'b0nu5 here', 'bonus', noticed.leet],
    ['an l for a one', 'c1ick here', 'click', noticed.leet],
    ['signs for letters', 'c@$ino', 'casino', noticed.leet],
    ['a sign at the beginning', 'get $hares', 'shares', noticed.leet],
    ['Cyrillic digits', 'ка3ино', 'казино', noticed.leet],
    ['a starred letter', 'c*sino', 'c*sino', noticed.starred],
    ['a Latin word drawn like a Cyrillic one', 'это cop и мусор', 'сор', noticed.mixedScript],
  ])('%s', (_, body, form, bit) => {
    expect(forms(body)).toContain(form)
    expect(bitsOf(body, form)).toBe(bit)
  })

  test.each([
    ['ordinary words', 'A fine day in Minsk, is it not? We think so.'],
    ['numbers', 'In 2024 it was 100 km, 5:30 h, $100 and 20%.'],
    ['exclamations', 'What a day! Really!!! *Yes*'],
    ['Latin words in a Latin text', 'the cop saw a top cab'],
    ['two initials', 'J K Rowling'],
  ])('nothing in %s', (_, body) => {
    expect(reveal(fold(body))).toBeUndefined()
  })

  test('an ordinary hyphen is no disguise', () => {
    expect(bitsOf('a half-baked idea', 'halfbaked')).toBe(0)
  })
})

test('every word of the second reading lies in the folded text, in order', () => {
  const disguised = fc.string({ unit: fc.constantFrom(...'ab1@$!*.-_ фю3\n'), maxLength: 200 })
  fc.assert(
    fc.property(disguised, (body) => {
      const folded = fold(body)
      let last = 0
      for (const { from, to, forms: all } of reveal(folded) ?? []) {
        expect(from).toBeGreaterThanOrEqual(last)
        expect(to).toBeGreaterThan(from)
        expect(to).toBeLessThanOrEqual(folded.text.length)
        expect(all.length).toBeGreaterThan(0)
        last = to
      }
    }),
  )
})
