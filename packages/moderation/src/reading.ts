import {
  featuresOf,
  findInLexicon,
  fold,
  foldOnce,
  originalSpan,
  type Features,
  type Folded,
  type LexiconHit,
} from '@parley/classifier'
import { linksIn, type Link } from './links.ts'
import type { Span } from './signal.ts'
import type { Subject } from './subject.ts'

/** A subject's text as several checks look at it, worked out once. */
export type Reading = {
  folded: Folded
  /** The author's name, folded; empty without one. */
  name: Folded
  lexicon: LexiconHit[]
  nameLexicon: LexiconHit[]
  /** What the learned models see of the body, its quotations left out; worked out when first asked for. */
  features: () => Features
  /** Links to other sites, in the body and in the author's name. */
  links: Link[]
  nameLinks: Link[]
  /** Whether all of a span stands in lines that quote somebody, which begin with `>`. */
  isQuoted: (span: Span) => boolean
  /** The part of the body that units of its folded text came from. */
  spanOf: (part: { from: number; to: number }) => Span
}

const quotedLines = (body: string): ((span: Span) => boolean) => {
  if (!body.includes('>')) return () => false
  const said = new Int32Array(body.length + 1)
  let quoted = false
  let fresh = true
  for (let at = 0; at < body.length; at++) {
    if (fresh && body[at] !== ' ') [quoted, fresh] = [body[at] === '>', false]
    if (body[at] === '\n') [quoted, fresh] = [false, true]
    said[at + 1] = (said[at] ?? 0) + (quoted ? 0 : 1)
  }
  return ({ start, end }) => end > start && said[end] === said[start]
}

/** Whether a host is one of the site's own, or below it. */
export const isBelow = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`)

const foreign = (links: Link[], siteHosts: string[]): Link[] =>
  links.filter(({ host }) => !siteHosts.some((own) => isBelow(host, own.toLowerCase().replace(/^www\./u, ''))))

const once = <Value>(make: () => Value): (() => Value) => {
  let made: Value | undefined
  return () => (made ??= make())
}

const read = ({ body, authorName = '', siteHosts }: Subject): Reading => {
  const folded = foldOnce(body)
  const name = fold(authorName)
  return {
    folded,
    name,
    lexicon: findInLexicon(folded),
    nameLexicon: name.text === '' ? [] : findInLexicon(name),
    features: once(() => featuresOf(body, { folded })),
    links: foreign(linksIn(body), siteHosts),
    nameLinks: foreign(linksIn(authorName), siteHosts),
    isQuoted: quotedLines(body),
    spanOf: ({ from, to }) => originalSpan(folded, from, to),
  }
}

// The subject looked at now: all checks look at one before the next. No others are kept, for what outlives its looks costs
// more to keep than to make.
let current: { of: Subject; reading: Reading } | undefined

/** The reading of a subject, the same one for every check of a run. */
export const readingOf = (subject: Subject): Reading => {
  if (current?.of !== subject) current = { of: subject, reading: read(subject) }
  return current.reading
}
