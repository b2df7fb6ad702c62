import type { Span } from './signal.ts'

/** A text as its readers see it, for whoever looks for addresses and numbers in it: without marks of emphasis and code, without
 *  invisible characters, signs of other widths and styles as the plain ones. */
export type Seen = {
  text: string
  /** The part of the body that a part of the text came from. */
  spanOf: (start: number, end: number) => Span
}

// What may be seen otherwise than it is written; most comments have none of it.
const MAY_DIFFER =
  /[*`_\u00ad\u00b2\u00b3\u00b9\u061c\u115f\u1160\u200b-\u2012\u2024\u2028-\u202e\u2044\u2060-\u209c\u2212\u2460-\u24ff\u3000-\ufdff\ufe10-\uffff]|\u034f|\u17b4|\u17b5|\u180b|\u180c|\u180d|\u180e|\u180f|\u20e3|[\ufe00-\ufe0f]/
const UNSEEN = /^[*`\p{Cf}\p{Default_Ignorable_Code_Point}\p{Me}]$/u
const DOTS = '\u3002\uff61'
const HYPHENS = '\u2010\u2011\u2012\u2212'
const WORD = /[\p{L}\p{N}]/u

const seenAs = (letter: string): string => {
  if (!MAY_DIFFER.test(letter)) return letter
  if (DOTS.includes(letter)) return '.'
  if (HYPHENS.includes(letter)) return '-'
  if (UNSEEN.test(letter)) return ''
  const plain = letter.normalize('NFKC')
  return plain.length === 1 ? plain : letter
}

const asWritten = (text: string): Seen => ({ text, spanOf: (start, end) => ({ start, end }) })

// The text read last: several checks look at one before the next.
let current: { of: string; seen: Seen } | undefined

/** Reads a text as it is seen. */
export const seenOf = (body: string): Seen => {
  if (!MAY_DIFFER.test(body)) return asWritten(body)
  if (current?.of !== body) current = { of: body, seen: read(body) }
  return current.seen
}

const read = (body: string): Seen => {
  let text = ''
  const starts: number[] = []
  let at = 0
  for (const letter of body) {
    // Inside a word it is a letter of it, at its ends a mark.
    const isMark = letter === '_' && !(WORD.test(body[at - 1] ?? '') && WORD.test(body[at + 1] ?? ''))
    const seen = letter < '\u0080' && letter !== '*' && letter !== '`' ? (isMark ? '' : letter) : seenAs(letter)
    text += seen
    for (let unit = 0; unit < seen.length; unit++) starts.push(at)
    at += letter.length
  }
  starts.push(body.length)
  const startOf = (unit: number): number => starts[unit] ?? body.length
  return {
    text,
    spanOf: (start, end) => ({ start: startOf(start), end: end > start ? startOf(end - 1) + 1 : startOf(end) }),
  }
}
