/** One word of a folded text: `text.slice(from, to)`, at most 64 units of it, and what was noticed about its letters. */
export type Word = { text: string; from: number; to: number; noticed: number }

/** A word of the second reading: what it may spell, and whether words of a list may lie anywhere inside it. */
export type RevealedWord = Word & { forms: string[]; anywhere: boolean }

/** A folded text. Unit `i` of `text` stands for `[starts[i], ends[i])` of the original; both only ever grow. `second` is its
 *  second reading once somebody asked for it (`revealOnce`), empty where there is nothing to reveal. */
export type Folded = {
  text: string
  starts: Int32Array
  ends: Int32Array
  words: Word[]
  second: RevealedWord[] | undefined
}

/** Longer words are matched by their beginning only, so no word can cost more than another by its length. */
export const LONGEST_WORD = 64
