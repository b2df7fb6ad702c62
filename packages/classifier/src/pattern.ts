import { kindOf } from './characters.ts'
import { fold } from './fold.ts'

/** One word of a pattern, folded. With `prefix` any letters may follow it in a word, with `inside` any may come before it. */
export type WordPattern = { text: string; prefix: boolean; inside: boolean }

/** One place in a pattern, filled by any one of `choices`, each a run of words (an empty run: the place may be skipped). At most
 *  `gap` other words may stand before it. */
export type Place = { choices: WordPattern[][]; gap: number }

/** A phrase to look for: its places in order. */
export type Pattern = Place[]

/** How many words ` ~ ` leaves room for. */
const GAP = 2

// "за(б|б'ём)*" → each of its spellings.
const expand = (part: string): string[] => {
  const open = part.indexOf('(')
  if (open < 0) return [part]
  const close = part.indexOf(')', open)
  const tails = expand(part.slice(close + 1))
  const choices = part.slice(open + 1, close).split('|')
  return choices.flatMap((choice) => tails.map((tail) => part.slice(0, open) + choice + tail))
}

const isWordUnit = (letter: string | undefined): boolean => letter !== undefined && kindOf(letter.charCodeAt(0)) > 0

// A run of words in folded text, whose stars say what may be left off.
const wordsOf = (folded: string): WordPattern[] => {
  const words: WordPattern[] = []
  for (let at = 0; at < folded.length; at++) {
    if (!isWordUnit(folded[at])) continue
    const from = at
    const alone = kindOf(folded.charCodeAt(at)) === 2
    while (!alone && kindOf(folded.charCodeAt(at + 1)) === 1) at++
    words.push({ text: folded.slice(from, at + 1), prefix: folded[at + 1] === '*', inside: folded[from - 1] === '*' })
  }
  return words
}

const PARTS = /\([^)]*\)|[^\s(]+/gu

// Parts are what stands between spaces, but for the spaces in brackets.
const partsOf = (folded: string): string[] => {
  const parts: string[] = []
  let end = -1
  for (const { 0: piece, index } of folded.matchAll(PARTS)) {
    if (index === end) parts[parts.length - 1] += piece
    else parts.push(piece)
    end = index + piece.length
  }
  return parts
}

/** Reads a line of a lexicon: words between spaces; `(a|b|)` for any of these, in a word or for words; `*` at a word's
 *  end or beginning for anything more; ` ~ ` for up to two words between. */
export const readPattern = (line: string): Pattern => {
  const pattern: Pattern = []
  let gap = 0
  for (const part of partsOf(fold(line).text)) {
    if (part === '~') gap = GAP
    else {
      pattern.push({ choices: expand(part).map(wordsOf), gap })
      gap = 0
    }
  }
  return pattern
}

/** Reads a site's own phrase: its words one after the other, with `*` as in a lexicon and nothing else special. Empty
 *  when the phrase has no letter or digit. */
export const readPhrase = (phrase: string): Pattern =>
  wordsOf(fold(phrase).text).map((word) => ({ choices: [[word]], gap: 0 }))
