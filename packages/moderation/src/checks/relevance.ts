import { fold } from '@parley/classifier'
import { readingOf } from '../reading.ts'
import { evidence, type NamedCheck } from './named-check.ts'

const WEIGHT = 0.5
/** Words are of one root when so many first letters are the same: endings change, above all in Slavic languages. */
const ROOT = 4
const SHORTEST = 4

const wordsOf = (list: string): string[] => fold(list).words.map(({ text }) => text)

// What could be said under anything.
const praise = new Set(
  wordsOf(
    'great nice good awesome amazing excellent wonderful fantastic informative useful helpful interesting cool superb ' +
      'brilliant best love loved thanks thank thx спасибо благодарю класс классно супер отлично отличная отличный полезно ' +
      'полезная интересно интересная круто молодцы дзякуй дзякую выдатна выдатны выдатная цікава цікавы цікавая карысна ' +
      'карысны карысная супэр danke toll super klasse interessant obrigado obrigada ótimo legal merci génial intéressant',
  ),
)

const rootsOf = (words: string[]): Set<string> =>
  new Set(words.filter((word) => word.length >= SHORTEST).map((word) => word.slice(0, ROOT)))

/** Praise that would stand under any article as well is what spam begins with. It says little by itself. */
export const relevance: NamedCheck = {
  name: 'relevance',
  version: 1,
  codes: ['relevance.no-overlap'],
  says: 'Praise that shares no word with the title of its article weighs a little.',
  look: (subject) => {
    const { title } = subject.facts.article
    if (!title) return []
    const { folded, spanOf } = readingOf(subject)
    const praising = folded.words.filter(({ text }) => praise.has(text))
    if (praising.length === 0) return []
    const about = rootsOf(wordsOf(title))
    if (about.size === 0 || folded.words.some(({ text }) => about.has(text.slice(0, ROOT)))) return []
    const says = 'It praises without a word of what the article is about.'
    return [{ code: 'relevance.no-overlap', spam: WEIGHT, reason: 'spam', says, ...evidence(praising.map(spanOf)) }]
  },
}
