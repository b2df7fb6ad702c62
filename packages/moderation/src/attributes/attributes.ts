import { featuresOf, findInLexicon, fold, logOddsOf, type Category, type Model } from '@parley/classifier'

/** What a text may be asked about, by the names that Perspective gave. */
export const attributes = ['TOXICITY', 'SEVERE_TOXICITY', 'INSULT', 'IDENTITY_ATTACK', 'THREAT', 'PROFANITY'] as const
export type Attribute = (typeof attributes)[number]

/** Languages in which there are grounds for an answer: those the model of abuse learned, and those the word lists speak. */
export const languagesOf: Readonly<Record<Attribute, readonly string[]>> = {
  TOXICITY: ['en', 'de', 'fr', 'pt', 'ru'],
  SEVERE_TOXICITY: ['en', 'ru'],
  INSULT: ['en', 'ru'],
  IDENTITY_ATTACK: ['en', 'ru'],
  THREAT: ['en', 'ru'],
  PROFANITY: ['en', 'ru'],
}

/** Of abusive texts, the share that people gave this label, where the lists found such a word and where not. Counted over
 *  667 abusive remarks of Wikipedia's talk pages that carry these labels (the Jigsaw challenge's, CC0). */
type Share = { of: readonly Category[]; found: number; absent: number }

const shares: Readonly<Record<Exclude<Attribute, 'TOXICITY'>, Share>> = {
  SEVERE_TOXICITY: { of: ['slur', 'threat'], found: 0.24, absent: 0.12 },
  INSULT: { of: ['insult', 'mild', 'epithet'], found: 0.65, absent: 0.36 },
  IDENTITY_ATTACK: { of: ['slur'], found: 0.33, absent: 0.07 },
  THREAT: { of: ['threat'], found: 0.42, absent: 0.02 },
  PROFANITY: { of: ['profanity'], found: 0.81, absent: 0.23 },
}

/** A text's probabilities, 0 to 1: of being abusive, where abusive and ordinary texts are equally many, and of carrying each
 *  further label, which is that times the label's share among abusive texts. What is quoted is somebody else's. */
export const scoreAttributes = (abuse: Model, text: string): Record<Attribute, number> => {
  const folded = fold(text)
  const toxicity = 1 / (1 + Math.exp(-logOddsOf(abuse, featuresOf(text, { folded }))))
  const found = new Set(findInLexicon(folded).map(({ category }) => category))
  const labelled = (attribute: keyof typeof shares): number => {
    const share = shares[attribute]
    return toxicity * (share.of.some((category) => found.has(category)) ? share.found : share.absent)
  }
  return {
    TOXICITY: toxicity,
    SEVERE_TOXICITY: labelled('SEVERE_TOXICITY'),
    INSULT: labelled('INSULT'),
    IDENTITY_ATTACK: labelled('IDENTITY_ATTACK'),
    THREAT: labelled('THREAT'),
    PROFANITY: labelled('PROFANITY'),
  }
}
