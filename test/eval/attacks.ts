/** A way of writing a text so that a filter does not see its words. */
export type Attack = { name: string; write: (text: string, random: () => number) => string }

const WORD = /\p{L}{3,}/gu
const inWords = (text: string, write: (word: string) => string): string => text.replaceAll(WORD, write)

const substitute = (pairs: string): ((text: string) => string) => {
  const letters = [...pairs]
  const table = new Map(letters.flatMap((letter, at) => (at % 2 === 0 ? [[letter, letters[at + 1] ?? letter]] : [])))
  return (text) => [...text].map((letter) => table.get(letter) ?? table.get(letter.toLowerCase()) ?? letter).join('')
}

const leet = substitute('a4e3i1o0s5t7а@е3о0з3ч4б6')
const lookAlikes = substitute('aаeеoоpрcсxхyуiіаaеeоoрpсcхxуyкkмm')
const fancy = (text: string): string =>
  text.replaceAll(/[a-z]/giu, (letter) => String.fromCodePoint(0x1d4ea + letter.toLowerCase().charCodeAt(0) - 97))

const at = (word: string, random: () => number): number => 1 + Math.floor(random() * Math.max(1, word.length - 2))

const swapped = (word: string, random: () => number): string => {
  const place = at(word, random)
  return word.slice(0, place) + (word[place + 1] ?? '') + (word[place] ?? '') + word.slice(place + 2)
}
const dropped = (word: string, random: () => number): string => {
  const place = at(word, random)
  return word.slice(0, place) + word.slice(place + 1)
}
const split = (word: string, random: () => number): string => {
  const place = at(word, random)
  return `${word.slice(0, place)} ${word.slice(place)}`
}
const long = (write: (word: string, random: () => number) => string) => (text: string, random: () => number) =>
  inWords(text, (word) => (word.length > 3 ? write(word, random) : word))

/** The disguises that only a machine falls for. */
export const disguises: Attack[] = [
  { name: 'leet', write: (text) => inWords(text, leet) },
  { name: 'look-alike letters', write: (text) => inWords(text, lookAlikes) },
  { name: 'invisible characters', write: (text) => inWords(text, (word) => [...word].join('\u200b')) },
  { name: 'letters set apart', write: (text) => inWords(text, (word) => ` ${[...word].join(' ')} `) },
  { name: 'dotted', write: (text) => inWords(text, (word) => [...word].join('.')) },
  { name: 'other style', write: (text) => inWords(text, fancy) },
  { name: 'stretched', write: (text) => inWords(text, (word) => word.replace(/([aeiouаеиоуыэюя])/iu, '$1$1$1$1$1')) },
]

/** Slips of the hand, real or meant. */
export const slips: Attack[] = [
  { name: 'swapped letters', write: long(swapped) },
  { name: 'dropped letters', write: long(dropped) },
  { name: 'split words', write: long(split) },
]
