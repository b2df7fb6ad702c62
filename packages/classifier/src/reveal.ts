import { kindOf, noticed } from './characters.ts'
import { LONGEST_WORD, type Folded, type Word } from './fold.ts'
import { cutRuns, decode, isLeading, isPart, isTrailing } from './leet.ts'
import { asCyrillic, isCyrillic } from './look-alikes.ts'

/** A word of the second reading: what it may spell, and whether words of a list may lie anywhere inside it. */
export type RevealedWord = Word & { forms: string[]; anywhere: boolean }

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

const compoundEnd = (text: string, word: Word, from: number): number => {
  let to = word.to
  while (to < text.length && to < from + LONGEST_WORD && isPart(text.charCodeAt(to))) to++
  while (to > word.to && isTrailing(text.charCodeAt(to - 1))) to--
  return to
}

const hasDigit = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) return true
  return false
}

const compoundWord = (folded: Folded, at: number): { word: RevealedWord; next: number } | undefined => {
  const first = folded.words[at]
  if (!first) return undefined
  const from = isLeading(folded.text[first.from - 1]) ? first.from - 1 : first.from
  const to = compoundEnd(folded.text, first, from)
  // Nearly every word is nothing but its letters.
  if (from === first.from && to === first.to && !hasDigit(first.text)) return undefined
  const spelled = decode(folded.text.slice(from, to))
  if (!spelled) return undefined
  let next = at + 1
  while ((folded.words[next]?.from ?? to) < to) next++
  const bits = union(folded.words.slice(at, next)) | spelled.noticed
  const word = { text: spelled.forms[0] ?? '', forms: spelled.forms, anywhere: false, from, to, noticed: bits }
  return { word, next }
}

const mostlyCyrillic = ({ words }: Folded): boolean => {
  let cyrillic = 0
  for (const word of words) if (isCyrillic(word.text.charCodeAt(word.text.length >> 1))) cyrillic++
  return cyrillic > 0 && 2 * cyrillic >= words.length
}

const plainWord = (word: Word): RevealedWord => ({ ...word, forms: [word.text], anywhere: false })

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
  let second: RevealedWord[] | undefined
  for (let at = 0; at < words.length; at++) {
    const revealed = revealAt(folded, at, cyrillic)
    if (revealed) second ??= words.slice(0, at).map(plainWord)
    second?.push(revealed?.word ?? plainWord(words[at] as Word))
    if (revealed) at = revealed.next - 1
  }
  return second
}

// Kept as long as the folded text itself: word lists, phrases and models all look at the second reading.
const known = new WeakMap<Folded, RevealedWord[] | 'nothing'>()

/** The second reading of a folded text, worked out once. */
export const revealOnce = (folded: Folded): RevealedWord[] | undefined => {
  let second = known.get(folded)
  if (second === undefined) {
    second = reveal(folded) ?? 'nothing'
    known.set(folded, second)
  }
  return second === 'nothing' ? undefined : second
}
