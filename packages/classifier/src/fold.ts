import {
  BITS_ABOVE,
  bitOfInvisible,
  fancyBit,
  foldCodePoint,
  isInvisible,
  kindOf,
  LONGEST_EXPANSION,
  noticed,
  spellingOf,
} from './characters.ts'
import { foldPlain } from './fold-plain.ts'
import { LONGEST_WORD, type Folded, type Word } from './folded.ts'
import { isCyrillic, unifyScript } from './look-alikes.ts'
import { textOf } from './text-of.ts'

export * from './folded.ts'

/** Runs of one letter are cut to this: enough to tell a stretched letter from a doubled one. */
const LONGEST_RUN = 3

type Units = { size: number; letters: Uint16Array; starts: Int32Array; ends: Int32Array; bits: Uint8Array }

const newUnits = (room: number): Units => ({
  size: 0,
  letters: new Uint16Array(room),
  starts: new Int32Array(room),
  ends: new Int32Array(room),
  bits: new Uint8Array(room),
})

// One set of buffers for all ordinary texts, because making them costs more than folding does; nothing of it is returned.
const ROOM = 4_096
const ordinary = newUnits(ROOM)

const unitsFor = (body: string): Units => {
  const room = LONGEST_EXPANSION * body.length
  if (room > ROOM) return newUnits(room)
  ordinary.size = 0
  return ordinary
}

const append = (units: Units, letter: number, start: number, end: number, bits: number): void => {
  const at = units.size++
  units.letters[at] = letter
  units.starts[at] = start
  units.ends[at] = end
  units.bits[at] = bits
}

// A character without letters of its own belongs to the one before it.
const extendLast = (units: Units, end: number): void => {
  if (units.size > 0) units.ends[units.size - 1] = end
}

// A character beyond the plain ones: invisible, of two units, or folded to none or several letters.
const spellRare = (body: string, units: Units, at: number, bits: number): number => {
  const point = body.codePointAt(at) ?? 0
  const end = at + (point > 0xffff ? 2 : 1)
  const letters = isInvisible(point) ? '' : foldCodePoint(point)
  if (letters === '') extendLast(units, end)
  for (let unit = 0; unit < letters.length; unit++) {
    append(units, letters.charCodeAt(unit), at, end, bits | fancyBit(point))
  }
  return end
}

// Characters to plain lower-case units: nothing invisible, no marks, no styles.
const spell = (body: string, units: Units): void => {
  const { letters, starts, ends, bits } = units
  let pending = 0
  for (let at = 0; at < body.length;) {
    const unit = body.charCodeAt(at)
    const spelling = spellingOf(unit)
    if (spelling !== 0) {
      const size = units.size++
      letters[size] = spelling & 0xffff
      starts[size] = at++
      ends[size] = at
      bits[size] = pending | (spelling >>> BITS_ABOVE)
      pending = 0
      continue
    }
    const point = body.codePointAt(at) ?? 0
    at = spellRare(body, units, at, pending)
    pending = isInvisible(point) ? pending | bitOfInvisible(point) : 0
  }
}

const APOSTROPHE = 39
const SPACE = 32
const isDigit = (letter: number): boolean => letter >= 48 && letter <= 57
const isInWord = ({ letters, size }: Units, at: number): boolean => at < size && kindOf(letters[at] ?? 0) === 1

// An apostrophe inside a word is dropped: "don't" and "dont", «сям'я» and «сямя» are one. Between two alphabets it is the
// end of a word: «iPhone'ом».
const isApostrophe = (units: Units, at: number): boolean =>
  units.letters[at] === APOSTROPHE &&
  isInWord(units, at + 1) &&
  isCyrillic(units.letters[at - 1] ?? 0) === isCyrillic(units.letters[at + 1] ?? 0)

const endOfWord = (units: Units, from: number): number => {
  if (kindOf(units.letters[from] ?? 0) === 2) return from + 1
  let at = from + 1
  while (isInWord(units, at) || isApostrophe(units, at)) at++
  return at
}

// Moves a unit to the end of what is folded, unless it lengthens a run past three. Only ever moves it down.
const settle = (units: Units, at: number, size: number): number => {
  const { letters, starts, ends, bits } = units
  const letter = letters[at] ?? 0
  const run = letter === letters[size - 1] && letter === letters[size - 2] && letter === letters[size - 3]
  if (run && size >= LONGEST_RUN && !isDigit(letter)) {
    ends[size - 1] = ends[at] ?? 0
    return size
  }
  if (at === size) return size + 1
  letters[size] = letter
  starts[size] = starts[at] ?? 0
  ends[size] = ends[at] ?? 0
  bits[size] = bits[at] ?? 0
  return size + 1
}

const wordOf = (text: string, bits: Uint8Array, from: number, end: number): Word => {
  const to = Math.min(end, from + LONGEST_WORD)
  let all = (bits[from] ?? 0) & ~(noticed.zeroWidth | noticed.bidi)
  for (let at = from + 1; at < to; at++) all |= bits[at] ?? 0
  return { text: text.slice(from, to), from, to, noticed: all }
}

// Where words begin and end in the folded text; as many as there is room for, which is more than a text can have.
const newRanges = (size: number): Int32Array =>
  2 * size > ranges.length ? (ranges = new Int32Array(2 * size)) : ranges
let ranges = new Int32Array(ROOM)

const wordsOf = (text: string, bits: Uint8Array, edges: Int32Array, count: number): Word[] => {
  const words: Word[] = []
  for (let word = 0; word < count; word++)
    words.push(wordOf(text, bits, edges[2 * word] ?? 0, edges[2 * word + 1] ?? 0))
  return words
}

// Where every unit stands for itself, as in most texts, one map serves them all.
const own = Int32Array.from({ length: ROOM + 1 }, (_, at) => at)
const isPlain = ({ starts, ends }: Units, size: number): boolean => {
  for (let at = 0; at < size; at++) if (starts[at] !== at || ends[at] !== at + 1) return false
  return size <= ROOM
}

const mapOf = (units: Units, size: number): Pick<Folded, 'starts' | 'ends'> =>
  isPlain(units, size)
    ? { starts: own.subarray(0, size), ends: own.subarray(1, size + 1) }
    : { starts: units.starts.slice(0, size), ends: units.ends.slice(0, size) }

/** Folds a text to the plain letters a reader sees: compatibility forms, marks, invisible characters, case, look-alike
 *  scripts and stretching are undone. Folding a folded text changes nothing. Its work is linear in the text. */
export const fold = (body: string): Folded => foldPlain(body) ?? foldAny(body)

const foldAny = (body: string): Folded => {
  const units = unitsFor(body)
  spell(body, units)
  const edges = newRanges(units.size)
  let count = 0
  let size = 0
  for (let at = 0; at < units.size;) {
    if (kindOf(units.letters[at] ?? 0) === 0) {
      if (units.letters[at] === APOSTROPHE && isInWord(units, at - 1) && isInWord(units, at + 1))
        units.letters[at] = SPACE
      size = settle(units, at++, size)
      continue
    }
    const end = endOfWord(units, at)
    unifyScript(units.letters, units.bits, at, end)
    const first = size
    for (; at < end; at++) if (units.letters[at] !== APOSTROPHE) size = settle(units, at, size)
    if (size === first) continue // one more of a run of ideographs, each a word of its own, of which three are kept
    edges[2 * count] = first
    edges[2 * count++ + 1] = size
  }
  const text = textOf(units.letters, size)
  return { text, ...mapOf(units, size), words: wordsOf(text, units.bits, edges, count), second: undefined }
}

/** The part of the original text that units `[from, to)` of its folded text came from. */
export const originalSpan = ({ starts, ends }: Folded, from: number, to: number): { start: number; end: number } => ({
  start: starts[from] ?? 0,
  end: ends[to - 1] ?? 0,
})
