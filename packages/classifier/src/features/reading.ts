import { kindOf, noticed } from '../characters.ts'
import { LONGEST_WORD, type Folded, type RevealedWord, type Word } from '../fold.ts'
import { decode } from '../leet.ts'
import { revealOnce } from '../reveal.ts'
import type { Quotes } from './quotes.ts'

/** What the models read of a text: plain words with one space between, disguises undone, quotations masked. Unit `i` of
 *  `units` stands for `[froms[i], tos[i])` of the folded text. `words` are pairs of units, in order. */
export type Reading = {
  size: number
  units: Uint16Array
  froms: Uint16Array
  tos: Uint16Array
  wordCount: number
  words: Uint16Array
  /** Whether something was masked as quoted. */
  quoted: boolean
}

/** The units of a folded text that the models look at: all of an ordinary comment, head and tail of a long one. */
const HEAD = 900
const TAIL = 300
/** Signs and letters of a longer run tell no more: folding leaves three of a stretched letter. */
const LONGEST_RUN = 2
/** A text that is nearly all quotation says it itself. */
const LEAST_OWN_LETTERS = 12
/** Stands for a whole quotation. */
const QUOTATION = '\ue000'
const [SPACE, SLASH, ZERO] = [32, 47, 48]

const ROOM = 2 * (HEAD + TAIL) + 4 * LONGEST_WORD
// One reading for all texts: what is learned from it is copied out before the next.
const reading: Reading = {
  size: 0,
  units: new Uint16Array(ROOM),
  froms: new Uint16Array(ROOM),
  tos: new Uint16Array(ROOM),
  wordCount: 0,
  words: new Uint16Array(2 * ROOM),
  quoted: false,
}

const put = (unit: number, from: number, to: number): void => {
  const { units, froms, tos, size } = reading
  if (size >= ROOM) return
  const run = units[size - 1] === unit ? (units[size - 2] === unit ? 2 : 1) : 0
  if (run > 0 && (unit === SPACE || (run === LONGEST_RUN && unit !== ZERO))) {
    // A third letter of a kind is stretching, and what is stretched is a single letter far more often than a double one.
    if (unit !== SPACE && kindOf(unit) === 1) reading.size = size - 1
    tos[reading.size - 1] = to
    return
  }
  units[size] = unit
  froms[size] = from
  tos[size] = to
  reading.size = size + 1
}

const endWord = (start: number): void => {
  if (reading.size <= start) return
  reading.words[2 * reading.wordCount] = start
  reading.words[2 * reading.wordCount++ + 1] = reading.size
}

const isDigit = (letter: number): boolean => letter >= ZERO && letter <= ZERO + 9

// A word of its own between two spaces, so that what stands at a word's edge can be told.
const putWord = (letters: string, from: number, to: number): void => {
  put(SPACE, from, from)
  const start = reading.size
  const exact = letters.length === to - from
  for (let at = 0; at < letters.length; at++) {
    const letter = letters.charCodeAt(at)
    const unitFrom = exact ? from + at : from
    put(isDigit(letter) ? ZERO : letter, unitFrom, exact ? unitFrom + 1 : to)
  }
  endWord(start)
  put(SPACE, to, to)
}

const isSpace = (letter: number): boolean => letter === SPACE || letter === 10
const isHigh = (letter: number): boolean => letter >= 0xd800 && letter < 0xdc00

// Whether the walk is inside an address, and past its host: a path says nothing about other texts.
let place: 'text' | 'host' | 'path' = 'text'
const isInPath = (): boolean => place === 'path'

// Signs between words stand as they are; an emoji is a word.
const putGap = (text: string, from: number, to: number): void => {
  for (let at = from; at < to; at++) {
    const letter = text.charCodeAt(at)
    if (isSpace(letter)) {
      place = 'text'
      put(SPACE, at, at + 1)
    } else if (letter === SLASH && text.charCodeAt(at + 1) === SLASH) {
      place = 'host'
      at++
    } else if (place === 'host' && letter === SLASH) place = 'path'
    else if (isInPath()) continue
    else if (isHigh(letter)) {
      const start = reading.size
      put(letter, at, at + 2)
      put(text.charCodeAt(at + 1), at, at + 2)
      endWord(start)
      at++
    } else put(letter, at, at + 1)
  }
}

// A word of nothing but letters, as nearly all are: the same as `putWord` without asking about each letter.
const putLetters = (text: string, from: number, to: number): void => {
  put(SPACE, from, from)
  const { units, froms, tos } = reading
  const start = reading.size
  let size = start
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at)
    if (units[size - 1] === unit && units[size - 2] === unit) {
      reading.size = size
      put(unit, at, at + 1)
      size = reading.size
    } else if (size < ROOM) {
      units[size] = unit
      froms[size] = at
      tos[size++] = at + 1
    }
  }
  reading.size = size
  endWord(start)
  put(SPACE, to, to)
}

const hasDigit = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) if (isDigit(text.charCodeAt(at))) return true
  return false
}

const putPlain = (folded: Folded, { text, from, to }: Word): void => {
  if (isInPath()) return
  // Without a digit there is nothing to decode: a word has no signs.
  if (hasDigit(text)) putWord(decode(text)?.forms[0] ?? text, from, to)
  else putLetters(folded.text, from, to)
}

// Letters set apart are joined; words that a sign joins, as in "either/or" or "half-baked", stay words.
const isJoined = ({ text, from, to }: RevealedWord): boolean => text.length <= 2 * (to - from - text.length + 1)

const isWhole = (word: RevealedWord): boolean =>
  (word.noticed & noticed.spaced) === 0
    ? word.noticed !== 0 || word.text.length === word.to - word.from
    : isJoined(word)

type Walk = { folded: Folded; words: (Word | RevealedWord)[]; quotes: Quotes }

const putCompound = (folded: Folded, { from, to }: Word, first: number): void => {
  const { words, text } = folded
  let at = from
  for (let next = first; next < words.length; next++) {
    const word = words[next] as Word
    if (word.from >= to) break
    putGap(text, at, word.from)
    putPlain(folded, word)
    at = word.to
  }
}

// Reads the words that begin in `[from, to)`.
const walk = ({ folded, words, quotes }: Walk, from: number, to: number): void => {
  const { text } = folded
  let [at, quote, plain] = [from, 0, 0]
  place = 'text'
  for (const word of words) {
    if (word.from < at) continue
    if (word.from >= to) break
    while (quote < quotes.length && (quotes[quote + 1] ?? 0) <= at) quote += 2
    const [open, close] = [quotes[quote] ?? Infinity, quotes[quote + 1] ?? Infinity]
    if (word.from >= open) {
      putGap(text, at, Math.max(at, open))
      putWord(QUOTATION, open, close)
      reading.quoted = true
      at = close
      if (word.from < close) continue
    }
    putGap(text, at, word.from)
    while ((folded.words[plain]?.from ?? Infinity) < word.from) plain++
    if (!('forms' in word)) putPlain(folded, word)
    else if (!isWhole(word)) putCompound(folded, word, plain)
    else if (!isInPath()) putWord(word.text, word.from, word.to)
    at = word.to
  }
  putGap(text, at, Math.min(to, text.length))
}

const ownLetters = ({ words }: Folded, quotes: Quotes): number => {
  let [letters, quote] = [0, 0]
  for (const { from, to } of words) {
    while (quote < quotes.length && (quotes[quote + 1] ?? 0) <= from) quote += 2
    if (quote >= quotes.length || (quotes[quote] ?? 0) > from) letters += to - from
    if (letters >= LEAST_OWN_LETTERS) break
  }
  return letters
}

// Whose words are in `reading`, so that a text is not read twice when they are to be shown. Quotations depend on the text alone.
let last: { folded: Folded; masked: boolean } | undefined

/** Reads a folded text as the models do. With `quotes` those are masked, unless hardly anything else is said. The answer
 *  is the same object every time: it is good until the next text is read. */
export const readFolded = (folded: Folded, quotes: Quotes = []): Readonly<Reading> => {
  const masked = quotes.length > 0 && ownLetters(folded, quotes) >= LEAST_OWN_LETTERS ? quotes : []
  if (last?.folded === folded && last.masked === masked.length > 0) return reading
  last = undefined // a watchdog may end this halfway
  reading.size = 0
  reading.wordCount = 0
  reading.quoted = false
  const whole = { folded, words: revealOnce(folded) ?? folded.words, quotes: masked }
  const { length } = folded.text
  put(SPACE, 0, 0)
  if (length <= HEAD + TAIL) walk(whole, 0, length)
  else {
    walk(whole, 0, HEAD)
    put(SPACE, HEAD, HEAD)
    walk(whole, length - TAIL, length)
  }
  put(SPACE, length, length)
  last = { folded, masked: masked.length > 0 }
  return reading
}
