import type { Folded, RevealedWord, Word } from './fold.ts'
import type { Pattern, WordPattern } from './pattern.ts'
import { revealOnce } from './reveal.ts'
import { isTellable, newTrie, plant, SHORTEST_INSIDE, walk, type Trie } from './trie.ts'

/** A pattern found: its value, the words `[from, to)` of the folded text, and what disguised them. */
export type Hit<Value> = { value: Value; from: number; to: number; noticed: number }

/** Finds every pattern in a folded text, first as it stands, then as it may be meant. */
export type Matcher<Value> = (folded: Folded) => Hit<Value>[]

type Tries = { words: Trie; inside: Trie }
type Reading = (Word | RevealedWord)[]
type Found = number[][]
type Places = { choices: number[][]; gap: number }[]
type Compiled<Value> = { value: Value; places: Places; index: number; needs: number[][] }

/** Nobody needs more evidence than this from one reading. */
const MOST_HITS = 120

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
  if (inside.size > 1) for (let at = 0; at < form.length; at++) walk(inside, form, at, false, found)
}

const walked: number[] = []
const NONE: number[] = []

const findRevealed = (tries: Tries, { forms, anywhere }: RevealedWord): number[] => {
  walked.length = 0
  for (const form of forms) if (isTellable(form)) findForm(tries, form, anywhere, walked)
  return walked.length > 0 ? walked.slice() : NONE
}

/** So many words are remembered: a few hundred make up most of what people write, in any language. */
const MOST_WORDS = 4_096

// What plain words are, remembered: asking costs a fraction of a walk.
const createWordFinder = (tries: Tries): ((word: string) => number[]) => {
  const known = new Map<string, number[]>()
  return (word) => {
    const before = known.get(word)
    if (before) return before
    walked.length = 0
    findForm(tries, word, false, walked)
    const found = walked.length > 0 ? walked.slice() : NONE
    if (known.size >= MOST_WORDS) known.clear()
    known.set(word, found)
    return found
  }
}

// The words of a pattern that no text can do without, by the first of each choice.
const needsOf = (places: Places): number[][] =>
  places.flatMap(({ choices }) => {
    const firsts = choices.map(([first]) => first)
    return firsts.includes(undefined) ? [] : [firsts.filter((first) => first !== undefined)]
  })

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
    const compiled = { value, places, index, needs: needsOf(places) }
    for (const first of firstIds(places)) {
      const begun = starting.get(first)
      if (begun) begun.push(compiled)
      else starting.set(first, [compiled])
    }
  }

  const isPlain = (word: RevealedWord, plain: Word | undefined): boolean =>
    plain?.from === word.from && plain.to === word.to && !word.anywhere && word.forms[0] === plain.text

  const findWord = createWordFinder(tries)
  const findAll = (words: Word[]): Found => {
    const found: Found = []
    for (const { text } of words) found.push(findWord(text))
    return found
  }

  // What the words of the second reading are, too, where they are those of the first.
  const findAgain = (second: RevealedWord[], words: Word[], found: Found): Found => {
    let at = 0
    return second.map((word) => {
      while ((words[at]?.from ?? Infinity) < word.from) at++
      return isPlain(word, words[at]) ? (found[at] ?? NONE) : findRevealed(tries, word)
    })
  }

  // Which of all words a text has: set before its patterns are tried and taken back after, for making it anew costs more.
  const there = new Uint8Array(ids.size)
  const mark = (found: Found, as: 0 | 1): void => {
    for (const words of found) for (const id of words) there[id] = as
  }

  const readMarked = (reading: Reading, found: Found, seen: Set<number>): Hit<Value>[] => {
    const hits: Hit<Value>[] = []
    // Of the patterns that begin with a word those that the text has the other words for, too.
    const possible = new Map<number, Compiled<Value>[]>()
    const beginning = (id: number): Compiled<Value>[] => {
      const known = possible.get(id)
      if (known) return known
      const all = (starting.get(id) ?? []).filter(({ needs }) =>
        needs.every((need) => need.some((one) => there[one] === 1)),
      )
      possible.set(id, all)
      return all
    }
    for (let at = 0; at < found.length; at++) {
      for (const id of found[at] ?? []) {
        for (const { places, value, index } of beginning(id)) {
          const key = (reading[at]?.from ?? 0) * patterns.length + index
          const end = seen.has(key) ? -1 : follow(places, found, 0, at)
          if (end <= at) continue
          seen.add(key)
          hits.push(hitOf(value, reading.slice(at, end)))
          if (hits.length === MOST_HITS) return hits
        }
      }
    }
    return hits
  }

  const read = (reading: Reading, found: Found, seen: Set<number>): Hit<Value>[] => {
    if (found.every((words) => words === NONE)) return []
    mark(found, 1)
    const hits = readMarked(reading, found, seen)
    mark(found, 0)
    return hits
  }

  return (folded) => {
    const seen = new Set<number>()
    const found = findAll(folded.words)
    const hits = read(folded.words, found, seen)
    const second = revealOnce(folded)
    if (!second) return hits
    return [...hits, ...read(second, findAgain(second, folded.words, found), seen)]
  }
}
