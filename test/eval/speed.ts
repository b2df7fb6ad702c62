import { fingerprintOf } from '@parley/classifier'
import { judge, runChecks } from '@parley/moderation'
import fc from 'fast-check'
import { subjectOf, type Scorer } from './scorers.ts'

/** Microseconds of many calls: the middle one, and that which one in a hundred is slower than. */
export type Times = { p50: number; p99: number }

const ROUNDS = 400
const LONGEST = 4_000

const micros = (work: () => void): number => {
  const before = performance.now()
  work()
  return 1_000 * (performance.now() - before)
}

const at = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0

// No text is looked at twice: what is kept of the last one would be measured instead.
let looked = 0
const anew = (text: string): string => text.slice(0, -7) + String(++looked).padStart(7, ' ')

const timesOf = (texts: string[], work: (text: string) => void): Times => {
  for (const text of texts) work(text)
  const all = Array.from({ length: ROUNDS }, (_, nth) => {
    const text = anew(texts[nth % texts.length] ?? '')
    return micros(() => work(text))
  })
  const sorted = all.toSorted((a, b) => a - b)
  return { p50: at(sorted, 0.5), p99: at(sorted, 0.99) }
}

// Comments put together until they have the length.
const ofLength = (texts: string[], length: number): string[] => {
  const made: string[] = []
  for (let from = 0, text = ''; made.length < 200 && from < texts.length; from++) {
    text += `${texts[from]} `
    if (text.length < length) continue
    made.push(text.slice(0, length))
    text = ''
  }
  return made
}

const looks = (scorer: Scorer) => ({
  models: (text: string) => {
    const features = scorer.features(text)
    scorer.model('spam', features)
    scorer.model('abuse', features)
  },
  checks: (text: string) => {
    const subject = subjectOf(text)
    judge(runChecks(subject, undefined, scorer.checks), subject)
  },
  fingerprint: (text: string) => void fingerprintOf(text),
})

/** What a comment costs by its length: both models with folding and hashing, all checks together, the fingerprint. */
export const timesByLength = (scorer: Scorer, texts: string[]): { length: number; of: string; times: Times }[] =>
  [100, 1_000, LONGEST].flatMap((length) => {
    const made = ofLength(texts, length)
    return Object.entries(looks(scorer)).map(([of, look]) => ({ length, of, times: timesOf(made, look) }))
  })

const pieces = (
  'a|aa|a |a.|a-|.|..|-|*|a*|f*|f.|0|1 |@|$|@$|a1|1a|a0b1|ё|ў|сх|cyka |кa|aк|ａ|𝓪|ﷺ|😀|\u0301|\u200b|\u202e|世|"|" |"a b" |«|“|\'a |> |\n|' +
  '/|//|://|http://|www.|a.com |a.com/|[.]|(dot)| dot |[|(|<a |&amp;|+1 |+375 29 |1-|1.1.|@a|@bot |t.me/|0x1|0xdeadbeef|' +
  'fuck |f u c k |you |you are |idiot |ты |нигер|хуй|buy |free |telegram |тг |@a тг|a@a.|a@|%|a%|_|~|^|€|!|! |?!|,'
).split('|')

const made: string[] = [
  ...pieces.map((piece) => piece.repeat(LONGEST)),
  ...pieces.flatMap((piece) => ['a', ' ', '.', '1', 'я'].map((other) => (piece + other).repeat(LONGEST))),
  'ab'.repeat(LONGEST),
  'a b c d e f '.repeat(LONGEST),
  `${'a'.repeat(63)} `.repeat(LONGEST),
  'you are such a '.repeat(LONGEST),
  'дурак ты '.repeat(LONGEST),
  'http://a.b/c d '.repeat(LONGEST),
  '(a (b (c '.repeat(LONGEST),
  Array.from({ length: LONGEST }, (_, nth) => String.fromCodePoint(0x4e00 + nth)).join(''),
  Array.from({ length: LONGEST }, (_, nth) => String.fromCodePoint(0x1d400 + (nth % 1_000))).join(''),
  Array.from({ length: LONGEST }, (_, nth) => nth.toString(36)).join(' '),
  Array.from({ length: LONGEST }, (_, nth) => nth.toString(36)).join('.'),
].map((text) => text.slice(0, LONGEST))

// A busy machine can only make a call slower, so the least of several is what it costs.
const costOf = (scorer: Scorer, text: string, rounds = 7): number => {
  const { checks } = looks(scorer)
  let least = Infinity
  for (let round = 0; round < rounds; round++) {
    const own = anew(text)
    least = Math.min(
      least,
      micros(() => checks(own)),
    )
  }
  return least
}

const repeated = fc
  .array(
    fc.oneof(
      fc.constantFrom(...pieces),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''))
  .filter((unit) => unit.length > 0)
  .map((unit) => unit.repeat(Math.ceil(LONGEST / unit.length)).slice(0, LONGEST))

/** The slowest texts of 4,000 characters that hand-made cases and a random search found, slowest first; `tries` are the
 *  random ones. */
export const slowestTexts = (scorer: Scorer, tries: number): { micros: number; text: string }[] => {
  for (const text of made) looks(scorer).checks(text)
  const random = fc.sample(repeated, { numRuns: tries, seed: 7 })
  const first = [...made, ...random].map((text) => ({ micros: costOf(scorer, text), text }))
  const worst = first.toSorted((a, b) => b.micros - a.micros).slice(0, 20)
  // Halves of slow texts side by side are slower still where two costs add up.
  const mixed = worst.flatMap((one) =>
    worst.map((two) => one.text.slice(0, LONGEST / 2) + two.text.slice(0, LONGEST / 2)),
  )
  const second = mixed.map((text) => ({ micros: costOf(scorer, text), text }))
  const last = [...worst, ...second].toSorted((a, b) => b.micros - a.micros).slice(0, 50)
  const again = last.map(({ text }) => ({ micros: costOf(scorer, text, 50), text }))
  return again.toSorted((a, b) => b.micros - a.micros).slice(0, 5)
}
