import { kindOf, noticed } from './characters.ts'
import { LONGEST_WORD, type Folded, type RevealedWord, type Word } from './fold.ts'
import { cutRuns, decode, isLeading, isPart, isTrailing } from './leet.ts'
import { asCyrillic, isCyrillic } from './look-alikes.ts'

/** The fewest single letters in a row that are read as one word. */
const SHORTEST_SPACED = 3
/** The longest gap between spaced letters. */
const LONGEST_GAP = 3

const isSingle = (word: Word | undefined): word is Word =>
  word !== undefined && word.to - word.from === 1 && kindOf(word.text.charCodeAt(0)) === 1

// The index of the last of the single letters from `at` on that have the same gap between them.
const spacedRun = ({ text, words }: Folded, at: number): number => {
  const [first, second] = [words[at], words[at + 1]]
  if (!isSingle(first) || !isSingle(second)) return at
  const gap = text.slice(first.to, second.from)
  if (gap.length > LONGEST_GAP || gap.includes('\n')) return at
  let last = at + 1
  for (let next = words[last + 1]; isSingle(next) && last - at < LONGEST_WORD; next = words[last + 1]) {
    if (text.slice(words[last]?.to, next.from) !== gap) break
    last++
  }
  return last
}

const union = (words: Word[]): number => words.reduce((bits, word) => bits | word.noticed, 0)

const spacedWord = (run: Word[]): RevealedWord => {
  const text = cutRuns(run.map((word) => word.text).join(''))
  const [from, to] = [run[0]?.from ?? 0, run.at(-1)?.to ?? 0]
  return { text, forms: [text], anywhere: true, from, to, noticed: union(run) | noticed.spaced }
}

// How many letters and digits stand before each unit, and where the run of parts that a unit lies in ends: counted once
// for a text, so that looking at a compound again from its next word costs nothing.
type Counts = { known: boolean; letters: Uint16Array; digits: Uint16Array; runEnd: number }
const counts: Counts = { known: false, letters: new Uint16Array(0), digits: new Uint16Array(0), runEnd: 0 }

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57

const countIn = (text: string): void => {
  if (counts.letters.length <= text.length) {
    counts.letters = new Uint16Array(2 * text.length + 2)
    counts.digits = new Uint16Array(2 * text.length + 2)
  }
  const { letters, digits } = counts
  let [letter, digit] = [0, 0]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (isDigit(unit)) digit++
    else if (kindOf(unit) === 1) letter++
    letters[at + 1] = letter
    digits[at + 1] = digit
  }
  counts.known = true
}

const compoundEnd = (text: string, word: Word, from: number): number => {
  if (counts.runEnd < word.to) {
    let end = word.to
    while (end < text.length && isPart(text.charCodeAt(end))) end++
    counts.runEnd = end
  }
  let to = Math.max(word.to, Math.min(counts.runEnd, from + LONGEST_WORD))
  while (to > word.to && isTrailing(text.charCodeAt(to - 1))) to--
  return to
}

const maySpell = (from: number, to: number): boolean => {
  const { letters, digits } = counts
  const plain = (letters[to] ?? 0) - (letters[from] ?? 0)
  return plain > 0 && (digits[to] ?? 0) - (digits[from] ?? 0) <= plain
}

const hasDigit = (text: string, { from, to }: Word): boolean => {
  for (let at = from; at < to; at++) if (isDigit(text.charCodeAt(at))) return true
  return false
}

const compoundWord = (folded: Folded, at: number): { word: RevealedWord; next: number } | undefined => {
  const { text, words } = folded
  const first = words[at]
  if (!first) return undefined
  const from = isLeading(text[first.from - 1]) ? first.from - 1 : first.from
  const to = compoundEnd(text, first, from)
  // Nearly every word is nothing but its letters.
  if (from === first.from && to === first.to && !hasDigit(text, first)) return undefined
  if (!counts.known) countIn(text)
  const spelled = maySpell(from, to) ? decode(text.slice(from, to)) : undefined
  if (!spelled) return undefined
  let next = at + 1
  while ((words[next]?.from ?? to) < to) next++
  const bits = union(words.slice(at, next)) | spelled.noticed
  const word = { text: spelled.forms[0] ?? '', forms: spelled.forms, anywhere: false, from, to, noticed: bits }
  return { word, next }
}

const mostlyCyrillic = ({ text, words }: Folded): boolean => {
  let cyrillic = 0
  for (const { from, to } of words) if (isCyrillic(text.charCodeAt((from + to) >> 1))) cyrillic++
  return cyrillic > 0 && 2 * cyrillic >= words.length
}

// Spelled out, for a text of ideographs has thousands.
const plainWord = ({ text, from, to, noticed: bits }: Word): RevealedWord => ({
  text,
  from,
  to,
  noticed: bits,
  forms: [text],
  anywhere: false,
})

const drawnAlike = (word: Word): RevealedWord | undefined => {
  const twin = word.text.length > 2 ? asCyrillic(word.text) : undefined
  if (twin === undefined) return undefined
  return { ...word, text: twin, forms: [twin], anywhere: false, noticed: word.noticed | noticed.mixedScript }
}

type Revealed = { word: RevealedWord; next: number }

const revealAt = (folded: Folded, at: number, cyrillic: boolean): Revealed | undefined => {
  const last = spacedRun(folded, at)
  if (last - at + 1 >= SHORTEST_SPACED) return { word: spacedWord(folded.words.slice(at, last + 1)), next: last + 1 }
  const word = cyrillic ? drawnAlike(folded.words[at] as Word) : undefined
  return word ? { word, next: at + 1 } : compoundWord(folded, at)
}

/** The second reading of a folded text: spaced and dotted letters joined, leet and starred letters spelled out, Latin
 *  words that are drawn like Cyrillic ones in a Cyrillic text. Undefined when there is nothing to reveal. */
export const reveal = (folded: Folded): RevealedWord[] | undefined => {
  const { words } = folded
  const cyrillic = mostlyCyrillic(folded)
  counts.known = false
  counts.runEnd = 0
  let second: RevealedWord[] | undefined
  for (let at = 0; at < words.length; at++) {
    const revealed = revealAt(folded, at, cyrillic)
    if (revealed) second ??= words.slice(0, at).map(plainWord)
    second?.push(revealed?.word ?? plainWord(words[at] as Word))
    if (revealed) at = revealed.next - 1
  }
  return second
}

const NOTHING: RevealedWord[] = []

/** The second reading of a folded text, worked out once: word lists, phrases and models all look at it. */
export const revealOnce = (folded: Folded): RevealedWord[] | undefined => {
  folded.second ??= reveal(folded) ?? NOTHING
  return folded.second === NOTHING ? undefined : folded.second
}
