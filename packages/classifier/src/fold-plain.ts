import { BITS_ABOVE, kindOf, spellingOf } from './characters.ts'
import { LONGEST_WORD, type Folded, type Word } from './folded.ts'
import { CYRILLIC, plainVariant, SCRIPTS, tellOf, VARIANT } from './look-alikes.ts'
import { textOf } from './text-of.ts'

const ROOM = 4_096

// What is known of a unit, in one number: what it folds to, its kind, what it tells of its script, and whether folding does
// more than lower the case of an ASCII letter. 0 for units that are not known yet or not plain.
const KIND_ABOVE = 16
const TELL_ABOVE = 18
const OTHER = 1 << 28
const APOSTROPHE_MET = 1 << 29
const KNOWN = 1 << 30
const plans = new Int32Array(0x10000)
const isRare = new Uint8Array(0x10000)

const APOSTROPHE = 39

// Rare are invisible characters and marks, what becomes several letters, letters in another style, and scripts without spaces.
const learn = (unit: number): number => {
  const spelling = spellingOf(unit)
  const letter = spelling & 0xffff
  const kind = kindOf(letter)
  if (spelling === 0 || spelling >>> BITS_ABOVE !== 0 || kind === 2) {
    isRare[unit] = 1
    return 0
  }
  const lowered = unit < 0x80 && String.fromCharCode(unit).toLowerCase() === String.fromCharCode(letter)
  const met = letter === APOSTROPHE ? APOSTROPHE_MET : 0
  return (plans[unit] =
    letter | (kind << KIND_ABOVE) | (tellOf(letter) << TELL_ABOVE) | (lowered ? 0 : OTHER) | met | KNOWN)
}

const letters = new Uint16Array(ROOM)
// Where words begin and end; only a text without rare units has them as they are written here.
const edges = new Uint16Array(ROOM + 2)
let edgeCount = 0

// Letters and edges of a text of plain units; answers what all of them tell together, or 0 when one is rare.
const spell = (body: string): number => {
  const { length } = body
  let [all, count, inside] = [KNOWN, 0, 0]
  for (let at = 0; at < length; at++) {
    const unit = body.charCodeAt(at)
    let plan = plans[unit] as number
    if (plan === 0) {
      plan = isRare[unit] === 1 ? 0 : learn(unit)
      if (plan === 0) return 0
    }
    letters[at] = plan // its lower half
    all |= plan
    const kind = (plan >>> KIND_ABOVE) & 3
    if (kind !== inside) {
      edges[count++] = at
      inside = kind
    }
  }
  if (inside !== 0) edges[count++] = length
  edgeCount = count
  return all
}

const isDigit = (letter: number): boolean => letter >= 48 && letter <= 57

// Whether four of a kind follow each other, which folding cuts.
const isStretched = (length: number): boolean => {
  let run = 0
  let before = -1
  for (let at = 0; at < length; at++) {
    const letter = letters[at] as number
    if (letter !== before) {
      before = letter
      run = 0
    } else if (++run > 2 && !isDigit(letter)) return true
  }
  return false
}

// An apostrophe between letters is no edge of a word.
const hasInner = (length: number): boolean => {
  for (let at = 1; at < length - 1; at++) {
    if (
      letters[at] === APOSTROPHE &&
      kindOf(letters[at - 1] as number) === 1 &&
      kindOf(letters[at + 1] as number) === 1
    )
      return true
  }
  return false
}

const undoVariants = (length: number): void => {
  for (let at = 0; at < length; at++) letters[at] = plainVariant(letters[at] as number)
}

const wordsOf = (text: string): Word[] => {
  const words: Word[] = []
  for (let at = 0; at < edgeCount; at += 2) {
    const from = edges[at] as number
    const to = Math.min(edges[at + 1] as number, from + LONGEST_WORD)
    words.push({ text: text.slice(from, to), from, to, noticed: 0 })
  }
  return words
}

// Where every unit stands for itself one map serves all texts.
const own = Int32Array.from({ length: ROOM + 1 }, (_, at) => at)

/** Folds a text of one alphabet with nothing in it to undo but case and the like, as nearly all are, in a fraction of the time;
 *  undefined for any other. */
export const foldPlain = (body: string): Folded | undefined => {
  const { length } = body
  if (length > ROOM) return undefined
  const all = spell(body)
  const tell = all >>> TELL_ABOVE
  const scripts = tell & SCRIPTS
  if (all === 0 || (scripts & (scripts - 1)) !== 0) return undefined
  const varies = (tell & VARIANT) !== 0
  if (varies && scripts !== CYRILLIC) return undefined
  if (varies) undoVariants(length)
  if (isStretched(length) || ((all & APOSTROPHE_MET) !== 0 && hasInner(length))) return undefined
  const text = (all & OTHER) === 0 ? body.toLowerCase() : textOf(letters, length)
  const [starts, ends] = [own.subarray(0, length), own.subarray(1, length + 1)]
  return { text, starts, ends, words: wordsOf(text), second: undefined }
}
