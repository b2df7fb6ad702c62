import { hiddenLinks } from '../hidden-links.ts'
import { isShortener, type Link } from '../links.ts'
import { readingOf } from '../reading.ts'
import type { Signal, Span } from '../signal.ts'
import type { Subject } from '../subject.ts'
import { counted, evidence, shown, type NamedCheck } from './named-check.ts'

const spanOf = ({ start, end }: Span): Span => ({ start, end })

const noticedOn = (links: Link[], code: string, spam: number, what: string): Signal[] =>
  links.length === 0
    ? []
    : [{ code, spam, reason: 'bad-link', says: `A link ${what}.`, ...evidence(links.map(spanOf)) }]

const counts = ({ rules, facts }: Subject, links: Link[], all: number): Signal[] => {
  const signals: Signal[] = []
  const spans = evidence(links.map(spanOf))
  if (all > rules.maxLinks) {
    const says = `${counted(all, 'link')}, where this site lets ${rules.maxLinks} pass.`
    signals.push({ code: 'link.count', spam: 1, wants: 'hold', reason: 'spam', says, ...spans })
  }
  if (all > 0 && facts.author.published === 0) {
    const says = `The author’s first comment carries ${counted(all, 'link')}.`
    signals.push({ code: 'link.first-timer', spam: 1, wants: 'hold', reason: 'bad-link', says, ...spans })
  }
  return signals
}

const rejectedHost = ({ facts }: Subject, links: Link[]): Signal[] => {
  const known = (host: string) => (Object.hasOwn(facts.hosts, host) ? facts.hosts[host] : undefined)
  const bad = links.filter(({ host }) => {
    const { rejected = 0, published = 0 } = known(host) ?? {}
    return rejected > 0 && rejected >= published
  })
  const [first] = bad
  if (!first) return []
  const says = `Comments with links to ${shown(first.host)} were rejected here ${counted(known(first.host)?.rejected ?? 1, 'time')}.`
  return [{ code: 'link.rejected-host', spam: 3, reason: 'bad-link', says, ...evidence(bad.map(spanOf)) }]
}

/** Links are what spam is for: a first comment with one waits, and so do more links than the site lets pass. */
export const links: NamedCheck = {
  name: 'link',
  version: 2,
  codes: [
    'link.count',
    'link.first-timer',
    'link.shortener',
    'link.ip-host',
    'link.punycode',
    'link.hidden',
    'link.rejected-host',
  ],
  says: 'A first comment with a link and three links or more are held; disguised, shortened and rejected links weigh.',
  look: (subject) => {
    const { links: found, nameLinks } = readingOf(subject)
    const hidden = hiddenLinks(subject.body)
    const named = hiddenLinks(subject.authorName ?? '').spelled.length
    const all = found.length + nameLinks.length + hidden.spelled.length + named
    if (all + hidden.deceptive.length === 0) return []
    const says = 'A link is written so that it does not look like one, or shows another address than it leads to.'
    const spans = [...hidden.spelled, ...hidden.deceptive]
    return [
      ...counts(subject, found, all),
      ...noticedOn(
        found.filter(({ host }) => isShortener(host)),
        'link.shortener',
        1.5,
        'hides where it leads',
      ),
      ...noticedOn(
        found.filter(({ isIp }) => isIp),
        'link.ip-host',
        1.5,
        'leads to a bare network address',
      ),
      ...noticedOn(
        found.filter(({ mixed }) => mixed),
        'link.punycode',
        1.5,
        'mixes alphabets in its host',
      ),
      ...(spans.length + named > 0
        ? [{ code: 'link.hidden', spam: 1.7, reason: 'bad-link', says, ...evidence(spans) } as const]
        : []),
      ...rejectedHost(subject, [...found, ...nameLinks]),
    ]
  },
}
