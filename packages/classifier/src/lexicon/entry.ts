/** What a word of the lexicon is. `slur` names a group in contempt, `threat` wishes or promises harm, `insult` and
 *  `mild` call a person something, `epithet` does so only when it is aimed at the reader ("you rat"), `directed` tells
 *  somebody off, `profanity` is rude about nobody, `promo` calls to buy or to write, `goods` names
 *  what such calls sell.
 *  `innocent` is no finding: it takes back what lies inside it, as "chink in the armour" does. */
export type Category =
  | 'slur'
  | 'threat'
  | 'directed'
  | 'insult'
  | 'mild'
  | 'epithet'
  | 'profanity'
  | 'promo'
  | 'goods'
  | 'innocent'

/** Lines of one category. A line is a phrase; `word*` takes any ending, `(a|b|)` is any of these, ` ~ ` leaves room for
 *  two words. Spelling is ordinary: lines are folded as comments are. */
export type Entries = { category: Category; lines: string[] }

/** Entries written as one word a space; for phrases, one a line. */
export const words = (list: string): string[] => list.split(/\s+/u).filter((word) => word !== '')

/** Entries written as one phrase a line. */
export const phrases = (list: string): string[] =>
  list
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
