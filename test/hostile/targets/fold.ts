import { hold, inTime, textOf } from './reading.ts'

type Word = { text: string; from: number; to: number }
type Folded = { text: string; starts: ArrayLike<number>; ends: ArrayLike<number>; words: Word[] }

/** What is fuzzed of the classifier. */
export type Folding = { fold(body: string): Folded }

/** Folding never throws, folds what is folded to itself, and maps every unit to a place in the original, in order. */
export const check =
  ({ fold }: Folding) =>
  (data: Buffer): void => {
    const body = textOf(data)
    const { text, starts, ends, words } = inTime('folding', () => fold(body))
    // Buffers are used again: what is compared later is taken first.
    const [from, to] = [Array.from(starts), Array.from(ends)]
    hold('a place for every unit', from.length === text.length && to.length === text.length)
    hold(
      'places in the text',
      from.every((start, at) => start >= 0 && start < (to[at] ?? 0)) && (to.at(-1) ?? 0) <= body.length,
    )
    hold('places that only grow', isGrowing(from) && isGrowing(to))
    hold(
      'words that are there',
      words.every((word) => word.text === text.slice(word.from, word.to) && word.text !== ''),
    )
    hold('words in order', isGrowing(words.map((word) => word.from)))
    hold('a folded text stays as it is', fold(text).text === text)
  }

const isGrowing = (places: number[]): boolean => places.every((place, at) => at === 0 || place >= (places[at - 1] ?? 0))

export const seeds = [
  'You are an idiot',
  '你你你你你好',
  'раураl.com ƬΗΙЅ İıiI',
  'f.r.e.e m0ney!!! s\u200btup\u00adid \u202eabc',
  "дурааааак, iPhone'ом, сям'я",
  '𝓯𝓻𝓮𝓮 ｆｒｅｅ ⓕⓡⓔⓔ e\u0301e\u0301 👩\u200d👩',
]
