import { MASK } from './leet.ts'

/** A tree of words, letter by letter; nodes are numbers, 0 is the root. `exact` ids belong to words that end at a node,
 *  `prefix` ids to any that go on from it. Its edges lie in one open table, for thousands of maps would be walked at the
 *  pace of memory. */
export type Trie = {
  /** How many nodes there are; each but the root has one edge to it. */
  size: number
  /** Edges by the hash of parent and letter; a child of 0 is a free place. */
  parents: Int32Array
  letters: Uint16Array
  children: Int32Array
  /** The children of each node that has some. */
  branches: (number[] | undefined)[]
  exact: (number[] | undefined)[]
  prefix: (number[] | undefined)[]
}

const tableOf = (room: number): Pick<Trie, 'parents' | 'letters' | 'children'> => ({
  parents: new Int32Array(room),
  letters: new Uint16Array(room),
  children: new Int32Array(room),
})

/** A tree without words. */
export const newTrie = (): Trie => ({ size: 1, ...tableOf(8), branches: [], exact: [], prefix: [] })

const placeOf = ({ parents, letters, children }: Trie, parent: number, letter: number): number => {
  const mask = children.length - 1
  const hash = Math.imul(parent, 0x9e3779b1) ^ Math.imul(letter, 0x85ebca6b)
  let place = (hash ^ (hash >>> 15)) & mask
  while (children[place] !== 0 && (parents[place] !== parent || letters[place] !== letter)) place = (place + 1) & mask
  return place
}

const childOf = (trie: Trie, parent: number, letter: number): number =>
  trie.children[placeOf(trie, parent, letter)] ?? 0

const setEdge = (trie: Trie, parent: number, letter: number, child: number): void => {
  const place = placeOf(trie, parent, letter)
  trie.parents[place] = parent
  trie.letters[place] = letter
  trie.children[place] = child
}

// At most half of the places are taken, so a walk finds a free one soon.
const grow = (trie: Trie): void => {
  const { parents, letters, children } = trie
  Object.assign(trie, tableOf(2 * children.length))
  for (const [place, child] of children.entries())
    if (child !== 0) setEdge(trie, parents[place] ?? 0, letters[place] ?? 0, child)
}

const addChild = (trie: Trie, parent: number, letter: number): number => {
  if (2 * trie.size >= trie.children.length) grow(trie)
  const child = trie.size++
  setEdge(trie, parent, letter, child)
  ;(trie.branches[parent] ??= []).push(child)
  return child
}

/** A starred word needs this many letters left, and has no more stars than this. */
const LEAST_LETTERS = 2
const MOST_MASKS = 2
/** Inside joined single letters only longer words are looked for: short ones lie everywhere. */
export const SHORTEST_INSIDE = 4

const MASK_UNIT = MASK.charCodeAt(0)

/** Adds a word to the tree. */
export const plant = (trie: Trie, word: string, prefix: boolean, id: number): void => {
  let node = 0
  for (let at = 0; at < word.length; at++) {
    const letter = word.charCodeAt(at)
    node = childOf(trie, node, letter) || addChild(trie, node, letter)
  }
  const ids = prefix ? trie.prefix : trie.exact
  ;(ids[node] ??= []).push(id)
}

// Whether the letter at `at` only lengthens a run of three or more.
const isStretched = (form: string, at: number): boolean => {
  const letter = form.charCodeAt(at)
  if (letter !== form.charCodeAt(at - 1)) return false
  return letter === form.charCodeAt(at - 2) || letter === form.charCodeAt(at + 1)
}

/** Whether a form has few enough stars, and enough letters, to be told. */
export const isTellable = (form: string): boolean => {
  const masks = form.includes(MASK) ? form.split(MASK).length - 1 : 0
  return masks <= MOST_MASKS && (masks === 0 || form.length - masks >= LEAST_LETTERS)
}

/** Adds to `found` the words that begin at `start` of a form: those that end with it, or with `open` any that have four
 *  letters or more, whatever follows. Letters of a stretched run may be more than the word has; a star is any letter. */
export const walk = (trie: Trie, form: string, start: number, open: boolean, found: number[]): void =>
  walkFrom(trie, 0, form, start, open, found)

const addAll = (ids: number[] | undefined, found: number[]): void => {
  if (ids) found.push(...ids)
}

const walkFrom = (trie: Trie, from: number, form: string, start: number, open: boolean, found: number[]): void => {
  let node = from
  for (let at = start; ; at++) {
    const ended = at >= form.length
    if (!open || at - start >= SHORTEST_INSIDE) {
      addAll(trie.prefix[node], found)
      if (ended || open) addAll(trie.exact[node], found)
    }
    if (ended) return
    const letter = form.charCodeAt(at)
    if (letter === MASK_UNIT) {
      for (const child of trie.branches[node] ?? []) walkFrom(trie, child, form, at + 1, false, found)
      return
    }
    const child = childOf(trie, node, letter)
    if (child !== 0) node = child
    else if (!isStretched(form, at)) return
  }
}
