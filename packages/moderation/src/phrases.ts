import { createMatcher, fold, readPhrase, type Matcher } from '@parley/classifier'
import { readingOf } from './reading.ts'
import type { Span } from './signal.ts'
import type { Subject } from './subject.ts'

type Phrases = { matcher: Matcher<string>; wordless: string[] }

const compile = (phrases: string[]): Phrases => {
  const patterns = phrases.map((value) => ({ pattern: readPhrase(value), value }))
  return {
    matcher: createMatcher(patterns.filter(({ pattern }) => pattern.length > 0)),
    wordless: patterns.flatMap(({ pattern, value }) => (pattern.length === 0 ? [fold(value).text.trim()] : [])),
  }
}

// A list is compiled once, though rules are read anew with every job; so many lists are kept, the oldest goes first.
const MOST_KEPT = 200
const kept = new Map<string, Phrases>()

const compiledOf = (phrases: string[]): Phrases => {
  const key = phrases.join('\n')
  const known = kept.get(key)
  if (known) return known
  const fresh = compile(phrases)
  if (kept.size >= MOST_KEPT) for (const oldest of kept.keys().take(1)) kept.delete(oldest)
  kept.set(key, fresh)
  return fresh
}

/** Finds the first of a site's phrases in a subject's text or name, through disguise; a phrase of signs alone, such as
 *  an emoji, is found anywhere. `quoted` when every place it was found at is quoted. */
export const findPhrases = (
  subject: Subject,
  phrases: string[],
): { value: string; spans: Span[]; quoted: boolean } | undefined => {
  if (phrases.length === 0) return undefined
  const { folded, name, spanOf, isQuoted } = readingOf(subject)
  const { matcher, wordless } = compiledOf(phrases)
  const hits = matcher(folded)
  const value = hits.find((hit) => !isQuoted(spanOf(hit)))?.value ?? hits[0]?.value
  if (value !== undefined) {
    const spans = hits.filter((hit) => hit.value === value).map(spanOf)
    return { value, spans, quoted: spans.every(isQuoted) }
  }
  const named = matcher(name)[0]?.value
  if (named !== undefined) return { value: named, spans: [], quoted: false }
  for (const sign of wordless) {
    const from = sign === '' ? -1 : folded.text.indexOf(sign)
    if (from >= 0) return { value: sign, spans: [spanOf({ from, to: from + sign.length })], quoted: false }
  }
  return undefined
}
