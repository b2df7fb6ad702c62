import type { Entries } from './entry.ts'

// The two ways most people type Cyrillic in Latin letters, letter by letter.
const letters = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіўї’'"
const casual = 'a b v g d e e zh z i y k l m n o p r s t u f h c ch sh sch _ y _ e yu ya i u i _ _'.split(' ')
const careful = 'a b v g d e yo j z i i k l m n o p r s t u f kh ts ch sh sh _ y _ e u ia i w yi _ _'.split(' ')

/** Shorter words in Latin letters are too often words of other languages. */
const SHORTEST = 5
/** Words with more forms than this are left out: their stems with all prefixes would be most of the list. */
const MOST_FORMS = 8
/** Words that are, in Latin letters, words of other languages as well. */
const ambiguous =
  /^(?:azer|bleat|debil|degenerat|derma|ebony|idiot|imbecil|khach|mand[ay]|naher|nigger|pedal|plebe|porno|suche|virus)/u

const spellWith = (table: string[], word: string): string =>
  [...word.toLowerCase()]
    .map((letter) => (letters.includes(letter) ? (table[letters.indexOf(letter)] ?? '') : letter))
    .join('')
    .replaceAll('_', '')

const expand = (word: string): string[] => {
  const [, before = '', choices, after = ''] = /^([^(]*)\(([^)]*)\)(.*)$/u.exec(word) ?? []
  if (choices === undefined) return [word]
  return choices.split('|').flatMap((choice) => expand(before + choice + after))
}

const isLong = (word: string): boolean => word.replaceAll('*', '').length >= SHORTEST

/** Single words of Cyrillic entries as they are typed without a Cyrillic keyboard. Phrases stay as they are. */
export const inLatin = (entries: readonly Entries[]): Entries[] =>
  entries
    .filter(({ category }) => category === 'slur' || category === 'insult' || category === 'profanity')
    .map(({ category, lines }) => {
      const words = lines
        .filter((line) => !/\s/u.test(line))
        .map(expand)
        .filter(({ length }) => length <= MOST_FORMS)
        .flat()
      const spelled = words.flatMap((word) => [spellWith(casual, word), spellWith(careful, word)])
      return { category, lines: [...new Set(spelled)].filter((word) => isLong(word) && !ambiguous.test(word)) }
    })
