const swap = (word: string, at: number): string =>
  word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2)
const drop = (word: string, at: number): string => word.slice(0, at) + word.slice(at + 1)
const double = (word: string, at: number): string => word.slice(0, at + 1) + word.slice(at)
const split = (word: string, at: number): string => `${word.slice(0, at + 1)} ${word.slice(at + 1)}`

const slips = [swap, drop, split, double]

/** Writes a text as a hasty or a cunning author would: in some words two letters swapped, one dropped, doubled or set
 *  apart. `share` is how many of the words of four letters or more it happens to. */
export const withSlips = (text: string, share: number, random: () => number): string =>
  text.replaceAll(/[\p{L}\p{N}]{4,}/gu, (word) => {
    if (random() >= share) return word
    const slip = slips[Math.floor(random() * slips.length)] ?? drop
    return slip(word, Math.floor(random() * (word.length - 2)) + (word.length > 4 ? 1 : 0))
  })
