import { noticed } from '@parley/classifier'
import { readingOf } from '../reading.ts'
import type { Signal, Span } from '../signal.ts'
import { counted, evidence, type NamedCheck } from './named-check.ts'

const WEIGHT = 1.5
const MANY_MIXED_WORDS = 3
const OVERRIDE = /[\u202d\u202e]/gu

const overridesIn = (body: string): Span[] =>
  body.includes('\u202d') || body.includes('\u202e')
    ? [...body.matchAll(OVERRIDE)].map(({ index }) => ({ start: index, end: index + 1 }))
    : []

const disguises = [
  { bit: noticed.zeroWidth, code: 'fold.zero-width', how: 'invisible characters' },
  { bit: noticed.mixedScript, code: 'fold.mixed-script', how: 'look-alike letters of another alphabet' },
  { bit: noticed.fancyFont, code: 'fold.fancy-font', how: 'letters in another style' },
  { bit: noticed.leet, code: 'fold.leet', how: 'digits or signs for letters' },
  { bit: noticed.spaced, code: 'fold.spaced', how: 'letters set apart' },
  { bit: noticed.bidi, code: 'fold.bidi', how: 'direction marks' },
]

/** Nobody spells an insult with a zero for an o unless to pass a filter: a disguise counts where it hides a listed word. */
export const disguise: NamedCheck = {
  name: 'fold',
  version: 1,
  codes: disguises.map(({ code }) => code),
  says: 'A listed word in disguise weighs more; so do many words of mixed alphabets and reversed text.',
  look: (subject) => {
    const { body } = subject
    const { lexicon, folded, spanOf } = readingOf(subject)
    const seen = lexicon.reduce((bits, hit) => bits | hit.noticed, 0)
    const signals = disguises.flatMap(({ bit, code, how }): Signal[] => {
      if ((seen & bit) === 0) return []
      const hidden = lexicon.filter((hit) => (hit.noticed & bit) !== 0)
      const of = hidden.every(({ category }) => category === 'promo' || category === 'goods')
        ? { spam: WEIGHT }
        : { abuse: WEIGHT }
      const reason = of.spam ? 'spam' : 'abuse'
      const says = `A listed word is hidden by ${how}.`
      return [{ code, ...of, reason, says, ...evidence(hidden.map(spanOf)) }]
    })
    const overrides = overridesIn(body)
    if (overrides.length > 0) {
      const says = 'The text is turned against its reading direction.'
      signals.push({ code: 'fold.bidi', spam: 2, reason: 'spam', says, ...evidence(overrides) })
    }
    const mixed = folded.words.filter((word) => (word.noticed & noticed.mixedScript) !== 0)
    if (mixed.length >= MANY_MIXED_WORDS) {
      const says = `${counted(mixed.length, 'word')} mix letters of two alphabets.`
      signals.push({ code: 'fold.mixed-script', spam: 2, reason: 'spam', says, ...evidence(mixed.map(spanOf)) })
    }
    return signals
  },
}
