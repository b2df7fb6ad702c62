import type { Reason } from '@parley/contracts'
import { isAimed, type Category, type LexiconHit } from '@parley/classifier'
import { readingOf, type Reading } from '../reading.ts'
import type { Signal, Span } from '../signal.ts'
import { evidence, type NamedCheck } from './named-check.ts'

type Kind = Exclude<Category, 'epithet' | 'innocent' | 'mild' | 'goods'>
type Finding = { kind: Kind; hit: LexiconHit; span?: Span; quoted: boolean; weight: number }

const weights: Record<Kind, { of: 'spam' | 'abuse'; each: number; most: number }> = {
  slur: { of: 'abuse', each: 3, most: 3 },
  threat: { of: 'abuse', each: 3, most: 3 },
  directed: { of: 'abuse', each: 2.5, most: 3 },
  insult: { of: 'abuse', each: 2, most: 3 },
  profanity: { of: 'abuse', each: 0.3, most: 0.9 },
  promo: { of: 'spam', each: 1.7, most: 4 },
}
/** Two of them hold, one does not. */
const MILD = 0.85
const GOODS = 0.7

// Lighter words of a kind.
const within: Partial<Record<Category, Kind>> = { mild: 'insult', goods: 'promo' }
const lighter: Partial<Record<Category, number>> = { mild: MILD, goods: GOODS }

const kinds: Record<Kind, { reason: Reason; says: string; holds: boolean }> = {
  slur: { reason: 'hate', says: 'A word that holds a group of people in contempt.', holds: true },
  threat: { reason: 'threat', says: 'Words that threaten or wish somebody harm.', holds: true },
  directed: { reason: 'abuse', says: 'Somebody is insulted to their face.', holds: true },
  insult: { reason: 'abuse', says: 'A word that insults a person.', holds: false },
  profanity: { reason: 'abuse', says: 'Rude words; they hold nothing by themselves.', holds: false },
  promo: { reason: 'spam', says: 'Phrases of advertising.', holds: false },
}

// Somebody else's insult, quoted to be answered, does not speak against the one who quotes it.
const whileQuoted: Record<Kind, number> = { slur: 1, threat: 1, directed: 0, insult: 0, profanity: 0, promo: 1 }

const findingsIn = ({ lexicon, nameLexicon, folded, name, spanOf, isQuoted }: Reading): Finding[] => {
  const finding = (hit: LexiconHit, aimed: boolean, span?: Span): Finding[] => {
    const { category } = hit
    const call = category === 'mild' || category === 'epithet' || category === 'insult'
    const kind = call && aimed ? 'directed' : (within[category] ?? category)
    if (kind === 'innocent' || kind === 'epithet' || kind === 'mild' || kind === 'goods') return []
    const weight = (kind === category || kind === 'directed' ? undefined : lighter[category]) ?? weights[kind].each
    return [{ kind, hit, weight, quoted: span !== undefined && isQuoted(span), ...(span ? { span } : {}) }]
  }
  if (lexicon.length + nameLexicon.length === 0) return []
  return [
    ...lexicon.flatMap((hit) => finding(hit, isAimed(folded, hit), spanOf(hit))),
    ...nameLexicon.flatMap((hit) => finding(hit, isAimed(name, hit))),
  ]
}

const signalOf = (kind: Kind, findings: Finding[]): Signal[] => {
  const own = findings.filter((finding) => finding.kind === kind)
  if (own.length === 0) return []
  const { of, most } = weights[kind]
  const { reason, says, holds } = kinds[kind]
  const sum = own.reduce((total, { quoted, weight }) => total + (quoted ? whileQuoted[kind] : 1) * weight, 0)
  const wants = holds && own.some(({ quoted }) => !quoted || whileQuoted[kind] > 0)
  const where = own.every(({ quoted }) => quoted) ? ' It is only quoted.' : ''
  const spans = evidence(own.flatMap(({ span }) => (span ? [span] : [])))
  const weight = { [of]: Math.min(most, sum) }
  return [
    { code: `lexicon.${kind}`, ...weight, ...(wants ? { wants: 'hold' } : {}), reason, says: says + where, ...spans },
  ]
}

/** The plainest abuse uses the plainest words. A list cannot tell who means them, so it never does more than hold. */
export const lexicon: NamedCheck = {
  name: 'lexicon',
  version: 1,
  codes: (Object.keys(kinds) as Kind[]).map((kind) => `lexicon.${kind}`),
  says: 'Slurs, threats and insults in English, Russian and Belarusian are held; rude words and advertising only weigh.',
  look: (subject) => {
    const findings = findingsIn(readingOf(subject))
    if (findings.length === 0) return []
    return (Object.keys(kinds) as Kind[]).flatMap((kind) => signalOf(kind, findings))
  },
}
