import { featuresOf } from '@parley/classifier'
import { readingOf } from '../reading.ts'
import type { Signal } from '../signal.ts'
import type { Subject } from '../subject.ts'
import { grounds, nameOf, opinionOf, type Learned } from './learned.ts'
import { evidence, type NamedCheck } from './named-check.ts'

/** So little that by itself it holds nothing: who quotes an insult mostly answers it. */
const QUOTED = 0.5
const THREAT = 1

// What stands only in quotations is somebody else's.
const quoted = (subject: Subject, learned: Learned): Signal[] => {
  const kept = featuresOf(subject.body, { folded: readingOf(subject).folded, quotes: 'kept' })
  if (opinionOf(learned, kept) <= 0) return []
  const says = 'What the comment quotes reads like abuse; what it says itself does not.'
  return [{ code: 'abuse.quoted', abuse: QUOTED, reason: 'abuse', says, ...grounds(learned, kept, subject) }]
}

const threat = (subject: Subject): Signal[] => {
  const { lexicon, spanOf, isQuoted } = readingOf(subject)
  const own = lexicon.filter((hit) => hit.category === 'threat' && !isQuoted(spanOf(hit)))
  if (own.length === 0) return []
  const says = 'It threatens somebody, in a text that reads like abuse.'
  return [{ code: 'abuse.threat', abuse: THREAT, reason: 'threat', says, ...evidence(own.map(spanOf)) }]
}

/** Abuse has more words than any list: a learned model tells it by what thousands of such texts have in common. It never
 *  rejects. */
export const abuseModel = (learned?: Learned): NamedCheck => ({
  name: 'abuse',
  version: 1,
  codes: ['abuse.model', 'abuse.quoted', 'abuse.threat'],
  says: 'A learned model compares the text with abuse and with ordinary comments; what is only quoted hardly weighs.',
  look: (subject) => {
    if (!learned) return []
    const features = readingOf(subject).features()
    const abuse = opinionOf(learned, features)
    const model = nameOf(learned)
    if (abuse <= 0) {
      const calm: Signal = { code: 'abuse.model', abuse, model, says: 'The text does not read like abuse.' }
      return features.quoted ? [calm, ...quoted(subject, learned)] : [calm]
    }
    const says = 'The text reads like abuse.'
    const own = grounds(learned, features, subject)
    return [{ code: 'abuse.model', abuse, model, reason: 'abuse', says, ...own }, ...threat(subject)]
  },
})
