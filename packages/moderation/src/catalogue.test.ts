import { expect, test } from 'vitest'
import { catalogue, checksPage, effectOf } from './catalogue.ts'
import { codeNotes } from './code-notes.ts'
import { checkList, checks } from './checks/index.ts'
import { runChecks } from './run-checks.ts'
import { sampleSubject } from './sample-subject.ts'

type Wanted = Parameters<typeof sampleSubject>[0]

const copy = { commentId: 'c', version: 1, similarity: 1, rejected: false, sameArticle: true, sameAuthor: false }
const link = 'https://a.com'
const host = { authorsLastHour: 3, published: 0, rejected: 2 }

/** A comment for each code that the checks give without a learned model. */
const examples: Record<string, Wanted> = {
  'shape.empty': { body: ' ' },
  'shape.too-long': { body: 'a'.repeat(4_001) },
  'shape.control-chars': { body: 'a\u0000b' },
  'shape.towers': { body: `a${'\u0302'.repeat(7)}` },
  'trust.staff': { facts: { staff: true } },
  'trust.established': { author: { published: 5 } },
  'form.honeypot': { facts: { trap: true } },
  'form.too-fast': { facts: { formMs: 1 } },
  'form.bad-challenge': { facts: { badChallenge: true } },
  'form.pressure': { facts: { underPressure: true } },
  'list.blocked-phrase': { body: 'magic pills', rules: { blockedPhrases: ['magic pills'] } },
  'list.blocked-domain': { body: link, rules: { blockedDomains: ['a.com'] } },
  'list.blocked-author': { authorName: 'Eve', rules: { blockedAuthors: ['Eve'] } },
  'list.held-phrase': { body: 'magic pills', rules: { heldPhrases: ['magic pills'] } },
  'list.held-domain': { body: link, rules: { heldDomains: ['a.com'] } },
  'list.held-author': { authorName: 'Eve', rules: { heldAuthors: ['Eve'] } },
  'fold.zero-width': { body: 'id\u200biot' },
  'fold.mixed-script': { body: 'idiоt' },
  'fold.fancy-font': { body: '𝓲𝓭𝓲𝓸𝓽' },
  'fold.leet': { body: 'id1ot' },
  'fold.spaced': { body: 'i d i o t' },
  'fold.bidi': { body: 'id\u2067iot' },
  'link.count': { body: `${link} https://b.com https://c.com` },
  'link.first-timer': { body: link, author: { published: 0 } },
  'link.shortener': { body: 'https://bit.ly/abc' },
  'link.ip-host': { body: 'http://203.0.113.7/x' },
  'link.punycode': { body: 'https://xn--pypal-4ve.com' },
  'link.hidden': { body: 'go to spam[.]com' },
  'link.rejected-host': { body: link, facts: { hosts: { 'a.com': host } } },
  'contact.phone': { body: 'Call +375 29 123-45-67' },
  'contact.messenger': { body: 'Write to t.me/quick_money' },
  'contact.wallet': { body: 'Send to 0x52908400098527886E0F7030069857D2E4169EE7' },
  'contact.email': { body: 'Write to anna@mail.com' },
  'copy.exact': { facts: { copies: [copy] } },
  'copy.near': { facts: { copies: [{ ...copy, similarity: 0.8 }] } },
  'copy.cross-article': { facts: { copies: [{ ...copy, sameArticle: false }] } },
  'copy.of-rejected': { facts: { copies: [{ ...copy, rejected: true }] } },
  'wave.rejected': { facts: { wave: { size: 40 } } },
  'rate.author': { author: { recent: 5 } },
  'rate.network': { facts: { networkRecent: 10 } },
  'rate.host': { body: link, facts: { hosts: { 'a.com': host } } },
  'history.rejected-share': { author: { lastDecided: 10, lastRejected: 3 } },
  'history.new-author': { author: { published: 0 }, rules: { holdFirstComment: true } },
  'lexicon.slur': { body: 'Опять эти чурки' },
  'lexicon.threat': { body: 'I will kill you' },
  'lexicon.directed': { body: 'Ты дебил' },
  'lexicon.insult': { body: 'Что за дебил это придумал' },
  'lexicon.profanity': { body: 'What the fuck' },
  'lexicon.promo': { body: 'free money' },
  'relevance.no-overlap': { body: 'Nice, thank you', facts: { article: { title: 'The bridge' } } },
}
const learned = ['spam.model', 'abuse.model', 'abuse.quoted', 'abuse.threat']

test('every code of every check has its note, and no other one has', () => {
  const codes = checkList.flatMap((check) => check.codes)
  expect(Object.keys(codeNotes).toSorted()).toEqual(codes.toSorted())
  expect(catalogue.map(({ name }) => name)).toEqual(checks.map(({ name }) => name))
})

test('every code that needs no model and nobody else has its example', () => {
  const codes = checkList
    .flatMap((check) => check.codes)
    .filter((code) => !learned.includes(code) && !code.startsWith('outside.'))
  expect(Object.keys(examples).toSorted()).toEqual(codes.toSorted())
})

test.each(Object.entries(examples))('%s does by default what its note says', (code, wanted) => {
  const signals = runChecks(sampleSubject(wanted)).flatMap((trace) => trace.signals)
  const { spam, abuse, wants, says } = signals.find((signal) => signal.code === code) ?? {}
  expect(says).toMatch(/^\p{Lu}|^\d/u)
  expect(says).toMatch(/\.$/)
  const { spam: spamNoted, abuse: abuseNoted, wants: wantsNoted } = codeNotes[code] ?? {}
  expect({ spam, abuse, wants }).toEqual({ spam: spamNoted, abuse: abuseNoted, wants: wantsNoted })
})

test('an effect is said in a few words', () => {
  expect(effectOf({ means: '', spam: -1.5, abuse: 2, wants: 'hold', also: 'more' })).toBe(
    'spam −1.5, abuse +2, hold, more',
  )
  expect(effectOf({ means: '' })).toBe('nothing by itself')
})

test('the page is current', async () => {
  await expect(checksPage()).toMatchFileSnapshot('../CHECKS.md')
})
