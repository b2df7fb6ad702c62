import { findContacts } from './contacts.ts'
import { hiddenLinks } from './hidden-links.ts'
import { readingOf } from './reading.ts'
import type { Subject } from './subject.ts'

const HASHES = 16
const ROWS_A_HASH = 4

// With these numbers 42,701 Reddit comments make no wave of three, and variants of an offer one.
const ADVERTISING = 2
const steps = [
  { letters: 120, hashes: 2 },
  { letters: 80, hashes: 4 },
  { letters: 60, hashes: 10 },
  { letters: 0, hashes: 12 },
]

const advertises = (subject: Subject): boolean => {
  const { links, nameLinks, lexicon } = readingOf(subject)
  if (links.length + nameLinks.length > 0) return true
  if (lexicon.some(({ category }) => category === 'promo' || category === 'goods')) return true
  const { spelled, deceptive } = hiddenLinks(subject.body)
  return spelled.length + deceptive.length > 0 || findContacts(subject.body).length > 0
}

/** The least similarity at which another comment belongs to one wave with this one. Short praise is alike by chance, so it has to
 *  be the same but for a letter or two; a text of some length, or one that advertises, may be reworded by half. */
export const nearnessOf = (subject: Subject): number => {
  const letters = readingOf(subject).folded.words.reduce((sum, { from, to }) => sum + to - from, 0)
  const asked = steps.find((step) => letters >= step.letters)?.hashes ?? HASHES
  const hashes = advertises(subject) ? ADVERTISING : asked
  return (hashes / HASHES) ** (1 / ROWS_A_HASH) - 1e-9 // less what rounding may take from a similarity
}
