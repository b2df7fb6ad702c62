import type { Reason } from '@parley/contracts'
import { findContacts, type ContactKind } from '../contacts.ts'
import type { Signal } from '../signal.ts'
import { evidence, type NamedCheck } from './named-check.ts'

const kinds: Record<ContactKind, { reason: Reason; spam: number; says: string }> = {
  phone: { reason: 'personal-information', spam: 0.8, says: 'The comment gives a telephone number.' },
  messenger: { reason: 'spam', spam: 1, says: 'The comment calls to a messenger or channel.' },
  wallet: { reason: 'spam', spam: 2, says: 'The comment gives the address of a crypto wallet.' },
  email: { reason: 'personal-information', spam: 0.8, says: 'The comment gives an e-mail address.' },
}

/** Where links are watched, spam leaves a number to write to; a first comment that does waits. */
export const contact: NamedCheck = {
  name: 'contact',
  version: 2,
  codes: ['contact.phone', 'contact.messenger', 'contact.wallet', 'contact.email'],
  says: 'A first comment with a telephone number, messenger, wallet or e-mail address is held; later ones weigh.',
  look: ({ body, authorName = '', facts }) => {
    const found = findContacts(body)
    const named = findContacts(authorName)
    if (found.length + named.length === 0) return []
    return (Object.keys(kinds) as ContactKind[]).flatMap((kind): Signal[] => {
      const spans = found.filter((contact) => contact.kind === kind).map(({ start, end }) => ({ start, end }))
      if (spans.length === 0 && !named.some((contact) => contact.kind === kind)) return []
      const first = facts.author.published === 0
      return [{ code: `contact.${kind}`, ...kinds[kind], ...(first ? { wants: 'hold' } : {}), ...evidence(spans) }]
    })
  },
}
