/** What a code means, and what its signal does by default: weights in log-odds, and what it insists on. */
export type CodeNote = {
  means: string
  spam?: number
  abuse?: number
  wants?: 'publish' | 'hold' | 'reject'
  /** What the numbers leave out. */
  also?: string
}

const list = (thing: string): Record<string, CodeNote> => ({
  [`list.blocked-${thing}`]: {
    means: `The site’s rules or a ban block this ${thing}`,
    wants: 'reject',
    ...(thing === 'phrase' && { also: 'only quoted: hold' }),
  },
  [`list.held-${thing}`]: { means: `The site’s rules hold this ${thing}`, wants: 'hold' },
})

const hidden = (how: string, also = 'spam where the word is advertising'): CodeNote => ({
  means: `A listed word is hidden by ${how}`,
  abuse: 1.5,
  also,
})

const turned = 'text turned against its direction: spam +2'
const mixed = 'three words of mixed alphabets: spam +2'
const first = 'first comment: hold'

/** Every code there is, whichever check gives it. Weights are those of one finding; a test holds them against the checks. */
export const codeNotes: Readonly<Record<string, CodeNote>> = {
  'shape.empty': { means: 'The comment shows nothing', wants: 'hold', also: 'refused by the API before' },
  'shape.too-long': { means: 'More than 4,000 characters', wants: 'hold', also: 'refused by the API before' },
  'shape.control-chars': { means: 'Control characters', wants: 'hold', also: 'refused by the API before' },
  'shape.towers': { means: 'Seven or more marks on one letter, of the text or the name', wants: 'hold' },

  'trust.staff': { means: 'Sent with a moderator’s or admin’s token', wants: 'publish' },
  'trust.established': {
    means: 'Five comments published or more, none rejected in 90 days',
    spam: -1.5,
    abuse: -1.5,
  },

  'form.honeypot': { means: 'The hidden field was filled in', spam: 6, wants: 'reject' },
  'form.too-fast': { means: 'Sent within 3 seconds, or faster than 15 characters a second', spam: 2 },
  'form.bad-challenge': { means: 'The form’s token was wrong or too old', spam: 2, wants: 'hold' },
  'form.pressure': {
    means: 'Sent without scripts, and so without a proof of work, while there was pressure',
    wants: 'hold',
  },

  ...list('phrase'),
  ...list('domain'),
  ...list('author'),

  'fold.zero-width': hidden('invisible characters'),
  'fold.mixed-script': hidden('look-alike letters of another alphabet', mixed),
  'fold.fancy-font': hidden('letters in another style'),
  'fold.leet': hidden('digits or signs for letters'),
  'fold.spaced': hidden('letters set apart'),
  'fold.bidi': hidden('direction marks', turned),

  'link.count': { means: 'More links than the site lets pass, by default two', spam: 1, wants: 'hold' },
  'link.first-timer': { means: 'An author’s first comment has a link', spam: 1, wants: 'hold' },
  'link.shortener': { means: 'A link hides where it leads', spam: 1.5 },
  'link.ip-host': { means: 'A link leads to a bare network address', spam: 1.5 },
  'link.punycode': { means: 'A link’s host mixes alphabets', spam: 1.5 },
  'link.hidden': { means: 'A link does not look like one, or shows another address than it leads to', spam: 1.7 },
  'link.rejected-host': { means: 'Comments with links to this host were mostly rejected here', spam: 3 },

  'contact.phone': { means: 'A telephone number', spam: 0.8, also: first },
  'contact.messenger': { means: 'A messenger or channel to write to', spam: 1, also: first },
  'contact.wallet': { means: 'The address of a crypto wallet', spam: 2, also: first },
  'contact.email': { means: 'An e-mail address', spam: 0.8, also: first },

  'copy.exact': { means: 'The same text was sent before, of 20 letters or more', spam: 2 },
  'copy.near': { means: 'A nearly equal text was sent before', spam: 1 },
  'copy.cross-article': { means: 'Copies stand under other articles too', spam: 1 },
  'copy.of-rejected': {
    means: 'The same text was rejected before',
    spam: 4,
    wants: 'reject',
    also: 'only nearly the same, or below 40 letters and without a link: hold',
  },
  'wave.rejected': {
    means: 'Near a wave of copies that a moderator rejected in the last 7 days',
    spam: 2,
    wants: 'hold',
    also: 'or reject, or nothing, and for another time, as the site’s rules say',
  },

  'rate.author': { means: 'Five comments of an author within 60 seconds', spam: 2, wants: 'hold' },
  'rate.network': { means: 'Ten comments from a network within 10 minutes', spam: 2, wants: 'hold' },
  'rate.host': { means: 'Three authors linked to one host within an hour', spam: 2, wants: 'hold' },

  'history.rejected-share': {
    means: 'Three in ten of the author’s last 20 comments, and at least two, were rejected',
    spam: 1.5,
    abuse: 1.5,
  },
  'history.new-author': { means: 'An author’s first comment, where the site holds those', wants: 'hold' },

  'lexicon.slur': { means: 'A word that holds a group of people in contempt', abuse: 3, wants: 'hold' },
  'lexicon.threat': { means: 'Words that threaten or wish somebody harm', abuse: 3, wants: 'hold' },
  'lexicon.directed': { means: 'Somebody is insulted to their face', abuse: 2.5, wants: 'hold', also: 'at most +3' },
  'lexicon.insult': { means: 'A word that insults a person', abuse: 2, also: 'milder ones +0.85, at most +3' },
  'lexicon.profanity': { means: 'Rude words', abuse: 0.3, also: 'at most +0.9' },
  'lexicon.promo': { means: 'Phrases of advertising', spam: 1.7, also: 'of goods +0.7, at most +4' },

  'spam.model': {
    means: 'What a learned model finds by comparing with advertising',
    also: 'spam by its log-odds, −8 to +8',
  },
  'abuse.model': {
    means: 'What a learned model finds by comparing with abuse',
    also: 'abuse by its log-odds, −8 to +8',
  },
  'abuse.quoted': { means: 'Only what is quoted reads like abuse', abuse: 0.5 },
  'abuse.threat': { means: 'A threat in a text that reads like abuse', abuse: 1 },

  'relevance.no-overlap': { means: 'Praise without a word of its article’s title', spam: 0.5 },

  'outside.rejected': {
    means: 'The site’s own hook rejects it',
    wants: 'hold',
    also: 'reject where the rules let the hook do so',
  },
  'outside.withheld': { means: 'The site’s own hook wants a person to look', wants: 'hold' },
  'outside.flagged': { means: 'The site’s own hook flags it as spam or toxic', also: 'spam +2 or abuse +2' },
  'outside.spam': { means: 'Akismet takes it for spam', spam: 3, wants: 'hold' },
  'outside.unavailable': { means: 'A checker failed, or did not answer in 2 seconds', wants: 'hold' },
}
