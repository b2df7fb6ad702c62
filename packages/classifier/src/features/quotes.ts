import { kindOf } from '../characters.ts'
import type { Folded } from '../fold.ts'

/** Parts of a folded text that repeat somebody else's words: pairs of units `[from, to)`, in order, marks included. */
export type Quotes = number[]

/** Longer than this a quotation is a text of its own: an opening mark without its closing one hides nothing. */
const LONGEST_QUOTE = 400
/** How many units are looked at for closing marks that are not there. */
const MOST_LOOKING = 2_000

const unit = (mark: string): number => mark.charCodeAt(0)
const [NEWLINE, SPACE, APOSTROPHE, DOUBLE, MORE] = [10, 32, 39, 34, 62]
const closings = new Map<number, number[]>([
  [DOUBLE, [DOUBLE]],
  [unit('«'), [unit('»')]],
  [unit('»'), [unit('«')]],
  [unit('„'), [unit('“'), unit('”'), DOUBLE]],
  [unit('“'), [unit('”'), unit('“'), DOUBLE]],
  [unit('”'), [unit('”'), unit('“'), DOUBLE]],
  [unit('‹'), [unit('›')]],
  [unit('「'), [unit('」')]],
  [APOSTROPHE, [APOSTROPHE]],
])

const isGap = (letter: number): boolean => Number.isNaN(letter) || letter === SPACE || letter === NEWLINE
const isLetter = (unit: number): boolean => kindOf(unit) === 1
// Between letters an apostrophe is spelling, of which folding has taken most out; after a digit a mark is a measure.
const mayOpen = (text: string, at: number, strict: boolean): boolean => {
  const before = at === 0 ? SPACE : text.charCodeAt(at - 1)
  return strict ? isGap(before) && !isGap(text.charCodeAt(at + 1)) : !isLetter(before)
}
const mayClose = (text: string, at: number): boolean => {
  const [before, after] = [text.charCodeAt(at - 1), text.charCodeAt(at + 1)]
  return !isGap(before) && !(after >= 97 && after <= 122) && !(after >= 0x430 && after <= 0x44f)
}

// Where a quotation ends, or how far was looked in vain, as a negative number.
const closingAt = (text: string, open: number, marks: number[]): number => {
  const strict = marks[0] === APOSTROPHE
  let spaces = 0
  let at = open + 1
  for (; at < text.length && at - open <= LONGEST_QUOTE; at++) {
    const letter = text.charCodeAt(at)
    if (letter === NEWLINE) break
    if (letter === SPACE) spaces++
    if (!marks.includes(letter) || (strict && !mayClose(text, at))) continue
    // One word in quotation marks is irony more often than a quotation.
    if (spaces > 0) return at + 1
    break
  }
  return open - at
}

const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** Finds what a folded text quotes: two words or more between quotation marks of one line, and lines that begin with
 *  `>`. Its work is linear: after too many marks that nothing closes it looks for lines alone. */
export const quotesIn = ({ text }: Folded): Quotes => {
  const quotes: Quotes = []
  let patience = MOST_LOOKING
  let fresh = true
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    if (letter === NEWLINE) fresh = true
    if (letter === SPACE || letter === NEWLINE) continue
    const first = fresh
    fresh = false
    if (first && letter === MORE) {
      const end = endOfLine(text, at)
      quotes.push(at, end)
      at = end - 1
    } else if (
      letter === DOUBLE ||
      letter === APOSTROPHE ||
      (letter >= 0xab && !(letter >= 0x400 && letter < 0x2018))
    ) {
      const marks = patience > 0 ? closings.get(letter) : undefined
      if (!marks || (letter <= APOSTROPHE && !mayOpen(text, at, letter === APOSTROPHE))) continue
      const end = closingAt(text, at, marks)
      if (end < 0) patience += end
      else {
        quotes.push(at, end)
        at = end - 1
      }
    }
  }
  return quotes
}
