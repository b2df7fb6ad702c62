import { scoreAttributes, type Attribute } from '@parley/moderation'
import type { Deps } from '../../context.ts'

type Scores = Record<Attribute, number>

/** A text's scores, and those of its parts: places in UTF-16 units. */
export type Scored = { whole: Scores; spans: { begin: number; end: number; scores: Scores }[] }

/** So many sentences are scored each; the rest of the text is one more span. */
const MOST_SENTENCES = 50

/** Made when sentences are first asked for: its rules take two megabytes, and most never ask. */
let segmenter: Intl.Segmenter | undefined
const sentencesOf = (text: string) => [
  ...(segmenter ??= new Intl.Segmenter(undefined, { granularity: 'sentence' })).segment(text),
]

/** Scores a text, and each of its sentences where they are asked for; else the text is its only span. */
export const scoreSpans = (abuse: Deps['models']['abuse'], text: string, bySentence: boolean): Scored => {
  const whole = scoreAttributes(abuse, text)
  if (!bySentence) return { whole, spans: [{ begin: 0, end: text.length, scores: whole }] }
  const ends = sentencesOf(text).map(({ index, segment }) => index + segment.length)
  const kept = ends.length > MOST_SENTENCES ? [...ends.slice(0, MOST_SENTENCES), text.length] : ends
  const spans = kept.map((end, at) => {
    const begin = kept[at - 1] ?? 0
    return { begin, end, scores: scoreAttributes(abuse, text.slice(begin, end)) }
  })
  return { whole, spans }
}
