import { createMatcher, type Hit } from '../matcher.ts'
import { readPattern } from '../pattern.ts'
import type { Folded } from '../fold.ts'
import { belarusian } from './belarusian.ts'
import { english } from './english.ts'
import type { Category } from './entry.ts'
import { inLatin } from './latin.ts'
import { russian } from './russian.ts'

export type { Category } from './entry.ts'

/** A word or phrase of the lexicon found in a text. */
export type LexiconHit = { category: Category; from: number; to: number; noticed: number }

const entries = [...english, ...russian, ...belarusian, ...inLatin([...russian, ...belarusian])]

const build = () =>
  createMatcher(
    entries.flatMap(({ category, lines }) => lines.map((line) => ({ pattern: readPattern(line), value: category }))),
  )

/** Built when it is first asked: a process that judges nothing does without its ten megabytes. */
let matcher: ReturnType<typeof build> | undefined

const holds = (innocent: Hit<Category>, hit: Hit<Category>): boolean =>
  innocent.from <= hit.from && hit.to <= innocent.to

/** Finds the lexicon's words in a folded text, those of an innocent phrase taken back. */
export const findInLexicon = (folded: Folded): LexiconHit[] => {
  matcher ??= build()
  const hits = matcher(folded)
  const innocent = hits.filter(({ value }) => value === 'innocent')
  const seen = new Set<string>()
  return hits.flatMap((hit) => {
    const key = `${hit.value} ${hit.from} ${hit.to}`
    if (hit.value === 'innocent' || seen.has(key) || innocent.some((phrase) => holds(phrase, hit))) return []
    seen.add(key)
    return [{ category: hit.value, from: hit.from, to: hit.to, noticed: hit.noticed }]
  })
}
