import { bitOfInvisible, foldCodePoint, isFancy, isInvisible, kindOf, noticed } from './characters.ts'
import { unifyScript } from './look-alikes.ts'

/** One word of a folded text: `text.slice(from, to)`, at most 64 units of it, and what was noticed about its letters. */
export type Word = { text: string; from: number; to: number; noticed: number }

/** A folded text. Unit `i` of `text` stands for `[starts[i], ends[i])` of the original; both only ever grow. */
export type Folded = { text: string; starts: Int32Array; ends: Int32Array; words: Word[] }

/** Longer words are matched by their beginning only, so no word can cost more than another by its length. */
export const LONGEST_WORD = 64
/** Runs of one letter are cut to this: enough to tell a stretched letter from a doubled one. */
const LONGEST_RUN = 3

type Units = { size: number; letters: Uint16Array; starts: Int32Array; ends: Int32Array; bits: Uint8Array }

const emptyUnits = (size: number): Units => ({
  size: 0,
  letters: new Uint16Array(size),
  starts: new Int32Array(size),
  ends: new Int32Array(size),
  bits: new Uint8Array(size),
})

const append = (units: Units, letter: number, start: number, end: number, bits: number): void => {
  units.letters[units.size] = letter
  units.starts[units.size] = start
  units.ends[units.size] = end
  units.bits[units.size++] = bits
}

// Characters to plain lower-case units: nothing invisible, no marks, no styles.
const spell = (body: string): Units => {
  const units = emptyUnits(4 * body.length)
  let bits = 0
  for (let at = 0; at < body.length;) {
    const point = body.codePointAt(at) ?? 0
    const end = at + (point > 0xffff ? 2 : 1)
    const letters = isInvisible(point) ? '' : foldCodePoint(point)
    if (letters === '') {
      if (isInvisible(point)) bits |= bitOfInvisible(point)
      if (units.size > 0) units.ends[units.size - 1] = end
    }
    const fancy = letters !== '' && isFancy(point) ? noticed.fancyFont : 0
    for (let unit = 0; unit < letters.length; unit++) append(units, letters.charCodeAt(unit), at, end, fancy | bits)
    if (letters !== '') bits = 0
    at = end
  }
  return units
}

const APOSTROPHE = 39
const isDigit = (letter: number): boolean => letter >= 48 && letter <= 57

// An apostrophe inside a word is dropped: "don't" and "dont", «сям'я» and «сямя» are one.
const joinsWord = (units: Units, at: number): boolean =>
  units.letters[at] === APOSTROPHE && at + 1 < units.size && kindOf(units.letters[at + 1] ?? 0) === 1

const endOfWord = (units: Units, from: number): number => {
  if (kindOf(units.letters[from] ?? 0) === 2) return from + 1
  let at = from + 1
  while (at < units.size && (kindOf(units.letters[at] ?? 0) === 1 || joinsWord(units, at))) at++
  return at
}

const copyRun = (from: Units, at: number, into: Units): void => {
  const letter = from.letters[at] ?? 0
  const size = into.size
  const stretched =
    size >= LONGEST_RUN &&
    !isDigit(letter) &&
    into.letters[size - 1] === letter &&
    into.letters[size - 2] === letter &&
    into.letters[size - 3] === letter
  if (stretched) into.ends[size - 1] = from.ends[at] ?? 0
  else append(into, letter, from.starts[at] ?? 0, from.ends[at] ?? 0, from.bits[at] ?? 0)
}

const wordOf = (units: Units, from: number, end: number, text: string): Word => {
  const to = Math.min(end, from + LONGEST_WORD)
  let bits = (units.bits[from] ?? 0) & ~(noticed.zeroWidth | noticed.bidi)
  for (let at = from + 1; at < to; at++) bits |= units.bits[at] ?? 0
  return { text: text.slice(from, to), from, to, noticed: bits }
}

// In pieces, because a call takes only so many arguments.
const textOf = ({ letters, size }: Units): string => {
  let text = ''
  for (let at = 0; at < size; at += 4096)
    text += String.fromCharCode(...letters.subarray(at, Math.min(size, at + 4096)))
  return text
}

/** Folds a text to the plain letters a reader sees: compatibility forms, marks, invisible characters, case, look-alike
 *  scripts and stretching are undone. Folding a folded text changes nothing. Its work is linear in the text. */
export const fold = (body: string): Folded => {
  const spelled = spell(body)
  const units = emptyUnits(spelled.size)
  const words: [number, number][] = []
  for (let at = 0; at < spelled.size;) {
    if (kindOf(spelled.letters[at] ?? 0) === 0) {
      copyRun(spelled, at++, units)
      continue
    }
    const end = endOfWord(spelled, at)
    unifyScript(spelled.letters, spelled.bits, at, end)
    const from = units.size
    for (; at < end; at++) if (spelled.letters[at] !== APOSTROPHE) copyRun(spelled, at, units)
    words.push([from, units.size])
  }
  const text = textOf(units)
  return {
    text,
    starts: units.starts.slice(0, units.size),
    ends: units.ends.slice(0, units.size),
    words: words.map(([from, end]) => wordOf(units, from, end, text)),
  }
}

/** The part of the original text that units `[from, to)` of its folded text came from. */
export const originalSpan = ({ starts, ends }: Folded, from: number, to: number): { start: number; end: number } => ({
  start: starts[from] ?? 0,
  end: ends[to - 1] ?? 0,
})
