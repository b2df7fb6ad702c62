import { kindOf, noticed } from './characters.ts'
import { isCyrillic } from './look-alikes.ts'
import { textOf } from './text-of.ts'

/** Stands for one letter that its author starred out. */
export const MASK = '*'

const SIGNS = '0134567890@$!|€£+*#'
const END = 0x2100
// From unit to unit; 0 where a unit stands for itself.
const substitutes = (letters: string): Uint16Array => {
  const table = new Uint16Array(END)
  for (const [at, sign] of [...SIGNS].entries()) table[sign.charCodeAt(0)] = letters.charCodeAt(at)
  return table
}

// Two guesses for each alphabet: a 1 may be an i or an l, a Cyrillic 3 a з or an е.
const latin = [substitutes('oieasgtbgoasiielt**'), substitutes('oleasbtbqoasllelt**')] as const
const cyrillic = [substitutes('оизчсбтвяоасииелт**'), substitutes('олечсбтвдоасллелт**')] as const

const JOINERS = '._-~·^'
const HYPHEN = 45
const MASK_UNIT = MASK.charCodeAt(0)
const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57
const setOf = (letters: string): Uint8Array => {
  const set = new Uint8Array(END)
  for (let at = 0; at < letters.length; at++) set[letters.charCodeAt(at)] = 1
  return set
}
const joiners = setOf(JOINERS)
const parts = setOf(SIGNS + JOINERS)
const trailing = setOf(`${JOINERS}!|*#+@`)

/** Whether a unit can stand inside a disguised word: a letter, a digit, a sign for a letter, or a joiner. */
export const isPart = (unit: number): boolean => kindOf(unit) === 1 || parts[unit] === 1

/** Whether a unit at a disguised word's end is punctuation rather than a letter in disguise. */
export const isTrailing = (unit: number): boolean => trailing[unit] === 1

/** Whether a character before a word may be its first letter, as in `$hit`. */
export const isLeading = (letter: string | undefined): boolean => letter === '@' || letter === '$' || letter === '€'

// "Half-baked" is a word, "f-u-c-k" a disguise.
const isHyphenated = (compound: string): boolean => {
  let [hyphens, letters] = [0, 0]
  for (let at = 0; at < compound.length; at++) {
    const unit = compound.charCodeAt(at)
    if (unit !== HYPHEN && joiners[unit] === 1) return false
    if (unit === HYPHEN && letters < 3) return false
    if (unit === HYPHEN) hyphens++
    letters = unit === HYPHEN ? 0 : letters + 1
  }
  return hyphens > 0 && letters > 2
}

// As in folding: past three the letters of a run tell nothing more.
const RUN = /(.)\1{3,}/gu

/** Cuts the runs of a spelled-out word as folding cuts those of the text. */
export const cutRuns = (spelled: string): string => spelled.replaceAll(RUN, '$1$1$1')

const ROOM = 256
const ordinary = new Uint16Array(ROOM)

// Joiners left out, signs read as letters, runs cut.
const spell = (compound: string, guess: Uint16Array): string => {
  const spelled = compound.length > ROOM ? new Uint16Array(compound.length) : ordinary
  let size = 0
  for (let at = 0; at < compound.length; at++) {
    const unit = compound.charCodeAt(at)
    if (joiners[unit] === 1) continue
    const letter = guess[unit] || unit
    if (letter === spelled[size - 1] && letter === spelled[size - 2] && letter === spelled[size - 3] && size > 2)
      continue
    spelled[size++] = letter
  }
  return textOf(spelled, size)
}

const starsIn = (form: string): number => {
  let stars = 0
  for (let at = 0; at < form.length; at++) if (form.charCodeAt(at) === MASK_UNIT) stars++
  return stars
}

/** What a run of letters, digits, signs and joiners may spell, best guess first; nothing for plain words and numbers. */
export const decode = (compound: string): { forms: string[]; noticed: number } | undefined => {
  let [letters, digits, joined, cyrillics] = [0, 0, 0, 0]
  for (let at = 0; at < compound.length; at++) {
    const unit = compound.charCodeAt(at)
    if (isDigit(unit)) digits++
    else if (joiners[unit] === 1) joined++
    else if (kindOf(unit) === 1) letters++
    if (isCyrillic(unit)) cyrillics++
  }
  const signs = compound.length - letters - joined
  if (compound.length < 3 || letters === 0 || digits > letters || signs + joined === 0) return undefined
  const [first, second] = cyrillics > 0 ? cyrillic : latin
  const best = spell(compound, first)
  const other = signs > 0 ? spell(compound, second) : best
  const stars = signs > 0 ? starsIn(best) : 0
  const bits =
    (signs > stars ? noticed.leet : 0) |
    (stars > 0 ? noticed.starred : 0) |
    (joined > 0 && !isHyphenated(compound) ? noticed.spaced : 0)
  return { forms: other === best ? [best] : [best, other], noticed: bits }
}
