import type { Folded, Word } from './fold.ts'
import type { Pattern, WordPattern } from './pattern.ts'
import { revealOnce, type RevealedWord } from './reveal.ts'
import { isTellable, newTrie, plant, SHORTEST_INSIDE, walk, type Trie } from './trie.ts'

/** A pattern found: its value, the words `[from, to)` of the folded text, and what disguised them. */
export type Hit<Value> = { value: Value; from: number; to: number; noticed: number }

/** Finds every pattern in a folded text, first as it stands, then as it may be meant. */
export type Matcher<Value> = (folded: Folded) => Hit<Value>[]

type Tries = { words: Trie; inside: Trie }
type Reading = (Word | RevealedWord)[]
type Found = (number[] | undefined)[]
type Places = { choices: number[][]; gap: number }[]
type Compiled<Value> = { value: Value; places: Places; index: number }

const liesAt = (choice: number[], found: Found, at: number): boolean =>
  choice.every((id, step) => found[at + step]?.includes(id) === true)

// The word after the last one of the places from `place` on, when they begin at word `at` or within their gap; else -1.
const follow = (places: Places, found: Found, place: number, at: number): number => {
  const next = places[place]
  if (!next) return at
  for (let skipped = 0; skipped <= next.gap; skipped++) {
    for (const choice of next.choices) {
      if (choice.length === 0 && skipped > 0) continue
      if (!liesAt(choice, found, at + skipped)) continue
      const end = follow(places, found, place + 1, at + skipped + choice.length)
      if (end >= 0) return end
    }
  }
  return -1
}

// The words a pattern may begin with: of its first place, and of the next as long as places may be skipped.
const firstIds = (places: Places): Set<number> => {
  const first = new Set<number>()
  for (const { choices } of places) {
    for (const [id] of choices) if (id !== undefined) first.add(id)
    if (choices.every((choice) => choice.length > 0)) break
  }
  return first
}

const findForm = ({ words, inside }: Tries, form: string, anywhere: boolean, found: number[]): void => {
  walk(words, form, 0, false, found)
  if (anywhere) for (let at = 0; at <= form.length - SHORTEST_INSIDE; at++) walk(words, form, at, true, found)
  if (inside.next.size > 0) for (let at = 0; at < form.length; at++) walk(inside, form, at, false, found)
}

const findWord = (tries: Tries, word: Word | RevealedWord): number[] | undefined => {
  const found: number[] = []
  if (!('forms' in word)) findForm(tries, word.text, false, found)
  else for (const form of word.forms) if (isTellable(form)) findForm(tries, form, word.anywhere, found)
  return found.length > 0 ? found : undefined
}

const hitOf = <Value>(value: Value, words: Reading): Hit<Value> => ({
  value,
  from: words[0]?.from ?? 0,
  to: words.at(-1)?.to ?? 0,
  noticed: words.reduce((bits, word) => bits | word.noticed, 0),
})

/** Builds a matcher for many patterns at once: each word of a text is walked through one tree, so its work grows with
 *  the text and the longest pattern, not with the number of patterns. */
export const createMatcher = <Value>(patterns: { pattern: Pattern; value: Value }[]): Matcher<Value> => {
  const tries: Tries = { words: newTrie(), inside: newTrie() }
  const ids = new Map<string, number>()
  const starting = new Map<number, Compiled<Value>[]>()

  const idOf = (word: WordPattern): number => {
    const key = `${word.inside ? '*' : ''}${word.text}${word.prefix ? '*' : ''}`
    const known = ids.get(key)
    if (known !== undefined) return known
    ids.set(key, ids.size)
    plant(word.inside ? tries.inside : tries.words, word.text, word.prefix, ids.size - 1)
    return ids.size - 1
  }

  for (const [index, { pattern, value }] of patterns.entries()) {
    const places = pattern.map(({ choices, gap }) => ({ choices: choices.map((choice) => choice.map(idOf)), gap }))
    const compiled = { value, places, index }
    for (const first of firstIds(places)) {
      const begun = starting.get(first)
      if (begun) begun.push(compiled)
      else starting.set(first, [compiled])
    }
  }

  const read = (reading: Reading, seen: Set<number>): Hit<Value>[] => {
    const hits: Hit<Value>[] = []
    const found = reading.map((word) => findWord(tries, word))
    for (const [at, words] of found.entries()) {
      if (!words) continue
      for (const { places, value, index } of words.flatMap((id) => starting.get(id) ?? [])) {
        const key = (reading[at]?.from ?? 0) * patterns.length + index
        const end = seen.has(key) ? -1 : follow(places, found, 0, at)
        if (end <= at) continue
        seen.add(key)
        hits.push(hitOf(value, reading.slice(at, end)))
      }
    }
    return hits
  }

  return (folded) => {
    const seen = new Set<number>()
    const second = revealOnce(folded)
    return [...read(folded.words, seen), ...(second ? read(second, seen) : [])]
  }
}
