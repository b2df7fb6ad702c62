import { findInLexicon, fold } from '../src/index.ts'
import { identityExamples } from './identities.ts'
import { asRead, type Row } from './rows.ts'

/** A text as it is learned from. `group` is its source, whose own share of abuse or spam says nothing about others; `count`
 *  is how many texts it counts for. */
export type Example = { text: string; label: 0 | 1; lang: string; group: string; count: number }

const MENTION = /(^|[\s.,:;!?("'])@[\p{L}\p{N}_]+:?/gu
const RETWEET = /(^|\s)rt(?=\s|$)/giu
const PLACEHOLDER = /\[(?:name|religion)\]/giu
const TOKENISED = / (n't|'s|'m|'re|'ve|'ll|'d|[.,!?;:])(?=\s|$)/gu

/** A row's text without what only its source writes: handles, retweet marks, placeholders, spaces before punctuation. */
export const cleanText = ({ text }: Pick<Row, 'text'>): string =>
  asRead(text)
    .replaceAll(MENTION, '$1')
    .replaceAll(RETWEET, '$1')
    .replaceAll(PLACEHOLDER, 'he')
    .replaceAll(TOKENISED, '$1')
    .trim()

const angry = new Set(['2', '3', '10', '11'])
const isAngry = ({ emo = '' }: Row): boolean => emo.split(',').some((label) => angry.has(label))
const rude = new Set(['slur', 'threat', 'directed', 'insult', 'mild', 'profanity'])
const isRude = (text: string): boolean => findInLexicon(fold(text)).some(({ category }) => rude.has(category))

// What is left of an insulting text without its insults, sentence by sentence: the same writers and topics, and no abuse.
const withoutSpans = ({ text, spans = [] }: Row): string => {
  const kept: string[] = []
  for (const { 0: sentence, index } of text.matchAll(/[^.!?\n]+[.!?\n]*/gu)) {
    if (!spans.some(([from, to]) => from < index + sentence.length && to > index)) kept.push(sentence)
  }
  return kept.join('').trim()
}
const LEAST_LEFT = 25

/** How much an example counts whose label is a guess, and one of another task's files. */
const [GUESSED, BORROWED] = [0.5, 0.3]

const exampleOf = (row: Row, label: 0 | 1 = row.label): Example => ({
  text: cleanText(row),
  label,
  lang: row.lang,
  group: row.source,
  count: row.noisy ? GUESSED : 1,
})

// Comments that readers found angry and that are rude stand for abuse, calm ones for the opposite; the rest tell nothing.
const fromHam = (row: Row): Example[] => {
  const example = { ...exampleOf(row), count: GUESSED }
  if (!isAngry(row)) return [example]
  return isRude(example.text) ? [{ ...example, label: 1 }] : []
}

const fromAbuse = (row: Row): Example[] => {
  const example = exampleOf(row)
  const rest = row.spans && row.spans.length > 0 ? withoutSpans(row) : ''
  return rest.length < LEAST_LEFT ? [example] : [example, { ...exampleOf({ ...row, text: rest }, 0), count: GUESSED }]
}

/** What the abuse model learns from: rows of abuse, calm and angry comments, insulting texts with their insults left out,
 *  other tasks' clean texts, and sentences that name people in peace. */
export const abuseExamples = (rows: readonly Row[]): Example[] => [
  ...rows.flatMap((row) => {
    if (row.kind === 'abuse') return fromAbuse(row)
    if (row.kind === 'ham') return fromHam(row)
    return row.label === 0 && row.source !== 'tubespam' ? [{ ...exampleOf(row), count: BORROWED }] : []
  }),
  ...identityExamples(),
]

/** What the spam model learns from: rows of spam, and comments of any kind and language, which are none. */
export const spamExamples = (rows: readonly Row[]): Example[] =>
  rows.flatMap((row) => {
    if (row.kind !== 'abuse') return [exampleOf(row)]
    return row.noisy ? [] : [{ ...exampleOf(row, 0), count: BORROWED }]
  })
