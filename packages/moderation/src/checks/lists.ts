import { asciiHost, type Reason } from '@parley/contracts'
import { findPhrases } from '../phrases.ts'
import { isBelow, readingOf } from '../reading.ts'
import type { Signal, Span } from '../signal.ts'
import type { Subject } from '../subject.ts'
import { fold } from '@parley/classifier'
import { evidence, shown, type NamedCheck } from './named-check.ts'

type Strength = 'blocked' | 'held'
type Kind = 'phrase' | 'domain' | 'author'
type Found = { value: string; spans: Span[]; quoted: boolean }

const reasons: Record<Kind, Reason> = { phrase: 'other', domain: 'bad-link', author: 'other' }
const nouns: Record<Kind, string> = { phrase: 'a phrase', domain: 'a domain', author: 'an author' }

// A blocked phrase that is only quoted is held: whoever quotes it may be answering it.
const signalOf = (strength: Strength, kind: Kind, { value, spans, quoted }: Found): Signal => ({
  code: `list.${strength}-${kind}`,
  wants: strength === 'blocked' && !quoted ? 'reject' : 'hold',
  reason: reasons[kind],
  says: `This site ${strength === 'blocked' ? 'blocks' : 'holds'} ${nouns[kind]}: ${shown(value)}.`,
  ...evidence(spans),
})

const plainDomain = (domain: string): string =>
  domain
    .trim()
    .toLowerCase()
    .replace(/^\*?\.|^https?:\/\//u, '')
    .replace(/^www\./u, '')
    .replace(/[/:].*$/u, '')

const findDomain = (subject: Subject, domains: string[]): Found | undefined => {
  const { links, nameLinks } = readingOf(subject)
  if (links.length + nameLinks.length === 0) return undefined
  for (const value of domains.map(plainDomain)) {
    if (value === '') continue
    const domain = asciiHost(value)
    const spans = links.filter(({ host }) => isBelow(host, domain))
    if (spans.length > 0) return { value, spans: spans.map(({ start, end }) => ({ start, end })), quoted: false }
    if (nameLinks.some(({ host }) => isBelow(host, domain))) return { value, spans: [], quoted: false }
  }
  return undefined
}

const plainName = (name: string): string =>
  fold(name)
    .words.map(({ text }) => text)
    .join(' ')

const findAuthor = ({ authorName }: Subject, authors: string[]): Found | undefined => {
  if (authors.length === 0) return undefined
  const name = plainName(authorName ?? '')
  const value = name === '' ? undefined : authors.find((author) => plainName(author) === name)
  return value === undefined ? undefined : { value, spans: [], quoted: false }
}

// A ban on an author names a key, which means nothing to a moderator.
const bannedAuthor = ({ facts }: Subject): Found | undefined =>
  facts.bans.some(({ kind }) => kind === 'author') ? { value: 'by a ban', spans: [], quoted: false } : undefined

/** The owner's own word wins over anything the other checks think. */
export const lists: NamedCheck = {
  name: 'list',
  version: 1,
  codes: (['blocked', 'held'] as const).flatMap((strength) =>
    (['phrase', 'domain', 'author'] as const).map((kind) => `list.${strength}-${kind}`),
  ),
  says: 'What the site’s lists and bans block is rejected, what they hold is held; phrases match through disguise.',
  look: (subject) => {
    const { rules, facts } = subject
    const banned = (kind: 'host' | 'phrase') => facts.bans.filter((ban) => ban.kind === kind).map((ban) => ban.value)
    const signals: Signal[] = []
    const add = (strength: Strength, kind: Kind, what: Found | undefined): void => {
      if (what) signals.push(signalOf(strength, kind, what))
    }
    add('blocked', 'author', bannedAuthor(subject) ?? findAuthor(subject, rules.blockedAuthors))
    add('blocked', 'domain', findDomain(subject, [...rules.blockedDomains, ...banned('host')]))
    add('blocked', 'phrase', findPhrases(subject, rules.blockedPhrases) ?? findPhrases(subject, banned('phrase')))
    add('held', 'author', findAuthor(subject, rules.heldAuthors))
    add('held', 'domain', findDomain(subject, rules.heldDomains))
    add('held', 'phrase', findPhrases(subject, rules.heldPhrases))
    return signals
  },
}
