import { readingOf } from '../reading.ts'
import type { Signal } from '../signal.ts'
import type { Subject } from '../subject.ts'
import { counted, evidence, shown, type NamedCheck } from './named-check.ts'

const BY_AUTHOR = 5
/** From so many comments of a network within ten minutes on they are held. */
export const BUSY_NETWORK = 10
const AUTHORS_OF_HOST = 3
/** A host published this often, and never rejected, is one that people link to. */
const ACCEPTED = 10

const rate = (code: string, says: string): Signal => ({ code, spam: 2, wants: 'hold', reason: 'spam', says })

const byHost = (subject: Subject): Signal[] => {
  const { links } = readingOf(subject)
  if (links.length === 0) return []
  const { hosts } = subject.facts
  const known = (host: string) => (Object.hasOwn(hosts, host) ? hosts[host] : undefined)
  const busy = links.filter(({ host }) => {
    const { authorsLastHour = 0, published = 0, rejected = 0 } = known(host) ?? {}
    return authorsLastHour >= AUTHORS_OF_HOST && (published < ACCEPTED || rejected > 0)
  })
  const [first] = busy
  if (!first) return []
  const authors = counted(known(first.host)?.authorsLastHour ?? 0, 'author')
  const spans = evidence(busy.map(({ start, end }) => ({ start, end })))
  return [{ ...rate('rate.host', `${authors} linked to ${shown(first.host)} within an hour.`), ...spans }]
}

/** A campaign is many comments in little time: from one author, one network, or to one host. */
export const velocity: NamedCheck = {
  name: 'rate',
  version: 1,
  codes: ['rate.author', 'rate.network', 'rate.host'],
  says: 'Five comments of an author in a minute, ten from a network in ten, three authors linking a host in an hour: held.',
  look: (subject) => {
    const { author, networkRecent = 0 } = subject.facts
    const signals: Signal[] = []
    if (author.recent >= BY_AUTHOR) {
      signals.push(rate('rate.author', `The author sent ${counted(author.recent, 'comment')} within a minute.`))
    }
    if (networkRecent >= BUSY_NETWORK) {
      signals.push(
        rate('rate.network', `${counted(networkRecent, 'comment')} or more came from one network within ten minutes.`),
      )
    }
    return [...signals, ...byHost(subject)]
  },
}
