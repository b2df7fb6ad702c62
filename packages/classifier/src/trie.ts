import { MASK } from './leet.ts'

/** A tree of words, letter by letter. `exact` ids belong to words that end here, `prefix` ids to any that go on. */
export type Trie = { next: Map<number, Trie>; exact: number[]; prefix: number[] }

export const newTrie = (): Trie => ({ next: new Map(), exact: [], prefix: [] })

/** A starred word needs this many letters left, and has no more stars than this. */
const LEAST_LETTERS = 2
const MOST_MASKS = 2
/** Inside joined single letters only longer words are looked for: short ones lie everywhere. */
export const SHORTEST_INSIDE = 4

const MASK_UNIT = MASK.charCodeAt(0)

/** Adds a word to the tree. */
export const plant = (root: Trie, word: string, prefix: boolean, id: number): void => {
  let node = root
  for (let at = 0; at < word.length; at++) {
    const unit = word.charCodeAt(at)
    const next = node.next.get(unit) ?? newTrie()
    node.next.set(unit, next)
    node = next
  }
  ;(prefix ? node.prefix : node.exact).push(id)
}

// Whether the letter at `at` only lengthens a run of three or more.
const isStretched = (form: string, at: number): boolean =>
  form[at] === form[at - 1] && (form[at] === form[at - 2] || form[at] === form[at + 1])

/** Whether a form has few enough stars, and enough letters, to be told. */
export const isTellable = (form: string): boolean => {
  const masks = form.includes(MASK) ? form.split(MASK).length - 1 : 0
  return masks <= MOST_MASKS && (masks === 0 || form.length - masks >= LEAST_LETTERS)
}

/** Adds to `found` the words that begin at `start` of a form: those that end with it, or with `open` any that have four
 *  letters or more, whatever follows. Letters of a stretched run may be more than the word has; a star is any letter. */
export const walk = (root: Trie, form: string, start: number, open: boolean, found: number[]): void => {
  let node = root
  for (let at = start; ; at++) {
    const ended = at >= form.length
    if (!open || at - start >= SHORTEST_INSIDE) {
      if (node.prefix.length > 0) found.push(...node.prefix)
      if ((ended || open) && node.exact.length > 0) found.push(...node.exact)
    }
    if (ended) return
    const unit = form.charCodeAt(at)
    if (unit === MASK_UNIT) {
      for (const next of node.next.values()) walk(next, form, at + 1, false, found)
      return
    }
    const next = node.next.get(unit)
    if (next) node = next
    else if (!isStretched(form, at)) return
  }
}
