import type { Folded, Word } from './fold.ts'
import { MASK } from './leet.ts'
import type { Pattern, WordPattern } from './pattern.ts'
import { reveal, type RevealedWord } from './reveal.ts'

/** A pattern found: its value, the words `[from, to)` of the folded text, and what disguised them. */
export type Hit<Value> = { value: Value; from: number; to: number; noticed: number }

/** Finds every pattern in a folded text, first as it stands, then as it may be meant. */
export type Matcher<Value> = (folded: Folded) => Hit<Value>[]

type Node = { next: Map<string, Node>; exact: number[]; prefix: number[] }

const newNode = (): Node => ({ next: new Map(), exact: [], prefix: [] })

/** A starred word needs this many letters left, and no more stars than this. */
const LEAST_LETTERS = 2
const MOST_MASKS = 2
/** Inside joined single letters only longer words are looked for: short ones lie everywhere. */
const SHORTEST_INSIDE = 4

const plant = (root: Node, { text, prefix }: WordPattern, id: number): void => {
  let node = root
  for (const letter of text) {
    const next = node.next.get(letter) ?? newNode()
    node.next.set(letter, next)
    node = next
  }
  ;(prefix ? node.prefix : node.exact).push(id)
}

// Whether the letter at `at` only lengthens a run of three or more.
const isStretched = (form: string, at: number): boolean =>
  form[at] === form[at - 1] && (form[at] === form[at - 2] || form[at] === form[at + 1])

type Walk = { form: string; found: Set<number>; open: boolean }

const walk = ({ form, found, open }: Walk, from: Node, start: number): void => {
  let node = from
  for (let at = start; ; at++) {
    for (const id of node.prefix) found.add(id)
    const ended = at >= form.length
    if (ended || (open && at - start >= SHORTEST_INSIDE)) for (const id of node.exact) found.add(id)
    if (ended) return
    const letter = form[at] ?? ''
    if (letter === MASK) {
      for (const next of node.next.values()) walk({ form, found, open: false }, next, at + 1)
      return
    }
    const next = node.next.get(letter)
    if (next) node = next
    else if (!isStretched(form, at)) return
  }
}

const masksIn = (form: string): number => (form.includes(MASK) ? form.split(MASK).length - 1 : 0)

const findWords = (tries: Tries, { form, found, open }: Walk): void => {
  const masks = masksIn(form)
  if (masks > MOST_MASKS || (masks > 0 && form.length - masks < LEAST_LETTERS)) return
  walk({ form, found, open: false }, tries.words, 0)
  if (open) for (let at = 0; at <= form.length - SHORTEST_INSIDE; at++) walk({ form, found, open }, tries.words, at)
  if (tries.hasInside) for (let at = 0; at < form.length; at++) walk({ form, found, open: false }, tries.inside, at)
}

type Tries = { words: Node; inside: Node; hasInside: boolean }
type Reading = (Word | RevealedWord)[]
type Found = (Set<number> | undefined)[]
type Places = { choices: number[][]; gap: number }[]
type Compiled<Value> = { value: Value; places: Places; index: number }

const liesAt = (choice: number[], found: Found, at: number): boolean =>
  choice.every((id, step) => found[at + step]?.has(id) === true)

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

const wordsFound = (tries: Tries, reading: Reading): (Set<number> | undefined)[] =>
  reading.map((word) => {
    const found = new Set<number>()
    if (!('forms' in word)) findWords(tries, { form: word.text, found, open: false })
    else for (const form of word.forms) findWords(tries, { form, found, open: word.anywhere })
    return found.size > 0 ? found : undefined
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
  const tries: Tries = { words: newNode(), inside: newNode(), hasInside: false }
  const ids = new Map<string, number>()
  const starting = new Map<number, Compiled<Value>[]>()

  const idOf = (word: WordPattern): number => {
    const key = `${word.inside ? '*' : ''}${word.text}${word.prefix ? '*' : ''}`
    const known = ids.get(key)
    if (known !== undefined) return known
    ids.set(key, ids.size)
    plant(word.inside ? tries.inside : tries.words, word, ids.size - 1)
    tries.hasInside ||= word.inside
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
    const found = wordsFound(tries, reading)
    for (const [at, words] of found.entries()) {
      for (const { places, value, index } of [...(words ?? [])].flatMap((id) => starting.get(id) ?? [])) {
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
    const second = reveal(folded)
    return [...read(folded.words, seen), ...(second ? read(second, seen) : [])]
  }
}
