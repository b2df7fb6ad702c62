import { kindOf, noticed } from './characters.ts'
import { isCyrillic } from './look-alikes.ts'

/** Stands for one letter that its author starred out. */
export const MASK = '*'

const SIGNS = '0134567890@$!|€£+*#'
const substitutes = (letters: string): Map<string, string> =>
  new Map([...SIGNS].map((sign, at) => [sign, letters[at] ?? sign]))

// Two guesses for each alphabet: a 1 may be an i or an l, a Cyrillic 3 a з or an е.
const latin = [substitutes('oieasgtbgoasiielt**'), substitutes('oleasbtbqoasllelt**')]
const cyrillic = [substitutes('оизчсбтвяоасииелт**'), substitutes('олечсбтвдоасллелт**')]

const JOINERS = '._-~·^'
const isDigit = (letter: string): boolean => letter >= '0' && letter <= '9'
const isLetter = (letter: string): boolean => !isDigit(letter) && kindOf(letter.charCodeAt(0)) === 1
const unitsOf = (letters: string): Set<number> => new Set([...letters].map((letter) => letter.charCodeAt(0)))
const partUnits = unitsOf(SIGNS + JOINERS)
const trailingUnits = unitsOf(`${JOINERS}!|*#+@`)

/** Whether a unit can stand inside a disguised word: a letter, a digit, a sign for a letter, or a joiner. */
export const isPart = (unit: number): boolean => kindOf(unit) === 1 || partUnits.has(unit)

/** Whether a unit at a disguised word's end is punctuation rather than a letter in disguise. */
export const isTrailing = (unit: number): boolean => trailingUnits.has(unit)

/** Whether a character before a word may be its first letter, as in `$hit`. */
export const isLeading = (letter: string | undefined): boolean => letter === '@' || letter === '$' || letter === '€'

// "Half-baked" is a word, "f-u-c-k" a disguise.
const isHyphenated = (compound: string): boolean => {
  const parts = compound.split('-')
  return parts.length > 1 && parts.every((part) => part.length > 2 && !/[._~·^]/u.test(part))
}

// As in folding: past three the letters of a run tell nothing more.
const RUN = /(.)\1{3,}/gu

/** Cuts the runs of a spelled-out word as folding cuts those of the text. */
export const cutRuns = (spelled: string): string => spelled.replaceAll(RUN, '$1$1$1')

const count = (letters: string[], is: (letter: string) => boolean): number => letters.filter(is).length

/** What a run of letters, digits, signs and joiners may spell, best guess first; nothing for plain words and numbers. */
export const decode = (compound: string): { forms: string[]; noticed: number } | undefined => {
  const letters = [...compound]
  const [plain, digits] = [count(letters, isLetter), count(letters, isDigit)]
  const joiners = count(letters, (letter) => JOINERS.includes(letter))
  const signs = letters.length - plain - joiners
  if (letters.length < 3 || plain === 0 || digits > plain || signs + joiners === 0) return undefined
  const guesses = letters.some((letter) => isCyrillic(letter.charCodeAt(0))) ? cyrillic : latin
  const spelled = letters.filter((letter) => !JOINERS.includes(letter))
  const forms = guesses.map((guess) => cutRuns(spelled.map((letter) => guess.get(letter) ?? letter).join('')))
  const stars = count([...(forms[0] ?? '')], (letter) => letter === MASK)
  const bits = [
    signs > stars && noticed.leet,
    stars > 0 && noticed.starred,
    joiners > 0 && !isHyphenated(compound) && noticed.spaced,
  ]
  return { forms: [...new Set(forms)], noticed: bits.reduce<number>((all, bit) => all | (bit || 0), 0) }
}
