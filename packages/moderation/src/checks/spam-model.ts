import { readingOf } from '../reading.ts'
import { grounds, nameOf, opinionOf, type Learned } from './learned.ts'
import type { NamedCheck } from './named-check.ts'

/** Spam is written by few for many: what thousands of such texts have in common is told by a learned model. */
export const spamModel = (learned?: Learned): NamedCheck => ({
  name: 'spam',
  version: 1,
  codes: ['spam.model'],
  says: 'A learned model compares the text with advertising and with ordinary comments.',
  look: (subject) => {
    if (!learned) return []
    const features = readingOf(subject).features()
    const spam = opinionOf(learned, features)
    const model = nameOf(learned)
    if (spam <= 0) return [{ code: 'spam.model', spam, model, says: 'The text does not read like advertising.' }]
    const says = 'The text reads like advertising.'
    return [{ code: 'spam.model', spam, model, reason: 'spam', says, ...grounds(learned, features, subject) }]
  },
})
