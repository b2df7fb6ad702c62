import { z } from 'zod'

// Word ends lines with U+000B, a PDF its pages with U+000C, old encodings with U+0085, and U+0002 and its like come along unseen: nobody
// who pastes them knows what to take away. None is ever kept, for terminals and CSV readers obey some.
const BREAKS = /\r\n?|[\v\f\u0085]/g
// oxlint-disable-next-line no-control-regex
const PASTED = /[\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g
// oxlint-disable-next-line no-control-regex
const BREAKS_AND_CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u
// Overrides and isolates reorder what stands around a name; the marks that right-to-left names need stay allowed.
const REORDERS = /[\u202a-\u202e\u2066-\u2069]/u
// Spaces, marks that need a letter, what fonts are told to leave out, and three symbols that are drawn as nothing.
const UNSEEN = /^[\p{Cf}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\ufffc]*$/u

/** Whether a reader sees anything of a text. */
export const isVisible = (text: string): boolean => !UNSEEN.test(text)

const wellFormed = (text: string) => text.isWellFormed()
/** Whether PostgreSQL can keep a text. */
export const isStorable = (text: string): boolean => wellFormed(text) && !text.includes('\0')
export const NOT_STORABLE = 'has a NUL or a lone surrogate'

/**
 * A text of several lines: all line ends become `\n`, the controls that pasting brings are dropped, NUL, which
 * PostgreSQL does not store, and lone surrogates are refused. Lengths in UTF-16 units of what is left.
 */
export const longText = (max: number) =>
  z
    .string()
    .overwrite((text) => text.replaceAll(PASTED, '').replaceAll(BREAKS, '\n'))
    .trim()
    .min(1)
    .max(max)
    .refine(wellFormed, 'has a lone surrogate')
    .refine((text) => !text.includes('\0'), 'has control characters')

/** A text of one line, such as a name or title: no breaks, controls, lone surrogates or direction overrides. `tidy` takes away what its
 *  writer cannot see. */
export const lineText = (max: number, tidy = (text: string): string => text, min = 1) =>
  z
    .string()
    .overwrite(tidy)
    .trim()
    .min(min)
    .max(max)
    .refine(wellFormed, 'has a lone surrogate')
    .refine((text) => !BREAKS_AND_CONTROLS.test(text), 'has control characters or line breaks')
    .refine((text) => !REORDERS.test(text), 'has direction overrides')

/** A line as it is pasted: messengers put isolates around names, tables tabs. */
export const pastedLine = (text: string): string => text.replaceAll(/\t+/g, ' ').replaceAll(/[\u2066-\u2069]/g, '')

/** A site's id: a slug, as it stands in addresses. */
export const siteId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'is a slug of a-z, 0-9 and -')
  .meta({ example: 'demo', maxLength: 63 })

/** A comment's, decision's or ban's id. */
export const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'is a lower-case UUID')
  .meta({ maxLength: 36 })

/** The longest id that a site gives an article, in characters. */
const MAX_KEY = 512
/** The longest web address, in characters; a key that is one has as many bytes. */
export const MAX_ADDRESS = 2_048

const isShort = (key: string): boolean =>
  key.length <= MAX_KEY || (/^https?:\/\//i.test(key) && new TextEncoder().encode(key).length <= MAX_ADDRESS)

/** What a site calls an article: its own id for it, or a normalised URL, whose escapes make six characters of a Cyrillic letter. */
export const articleKey = lineText(MAX_ADDRESS)
  .refine(isShort, 'has at most 512 characters, or 2,048 bytes where it is an address')
  .meta({ example: 'welcome' })

/** What a question calls an article: its key, or an address of the site, which is folded before it is measured as a key. */
export const articleName = z.string().min(1).max(MAX_ADDRESS)

/** No question has as many characters, and so no name in one. */
const MAX_QUESTION = 2 ** 21

/** What one question among others calls an article: its key, or an address of the site. What is too long for a key is no article's
 *  and counts 0, so that it takes no other's number with it. */
export const askedName = z.string().min(1).max(MAX_QUESTION)

/** One article that a question names, or a list of at most so many. */
export const askedNames = (most: number) =>
  z.union([askedName, z.array(askedName).max(most)], { error: `is an article, or at most ${most} of them` })

/** A random token kept by the author's browser; only its hash is stored, per site. */
export const authorToken = z
  .string()
  .regex(/^[A-Za-z0-9_-]{22,200}$/, 'has 22 to 200 characters of A-Z, a-z, 0-9, _ and -')
  .meta({ maxLength: 200 })

/** What tells an author’s comments on one site apart from others’: the hash of the author’s token. */
export const authorKey = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'is an author’s key')
  .meta({ maxLength: 64 })

/** A host as `host` has it, in punycode: one name has one form, whatever script it was written in. */
export const asciiHost = (given: string): string =>
  /^[\x20-\x7e]*$/.test(given) ? given : (URL.parse(`http://${given}`)?.host ?? given)

/** A host as those that comments link to are kept: in punycode, without `www.` or a port. */
export const linkedHost = (given: string): string =>
  asciiHost(given)
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^www\.(?=.*\.)/, '')

/** A host name with an optional port, lower-case; one in another script than Latin is read, and kept in punycode. */
export const host = z
  .string()
  .overwrite(asciiHost)
  .max(253)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?::[1-9][0-9]{0,4})?$/,
    'is a lower-case host name, such as news.example or localhost:8787',
  )

/** A language, by its BCP 47 tag. */
export const languageTag = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/, 'is a language tag, such as be or pt-BR')

/** A web address. */
export const webUrl = z
  .string()
  .max(MAX_ADDRESS)
  .refine(isWebUrl, 'is an http or https address without a user name')
  .refine(isStorable, NOT_STORABLE)

function isWebUrl(text: string): boolean {
  const url = URL.parse(text)
  return (url?.protocol === 'https:' || url?.protocol === 'http:') && !url.username && !url.password && url.host !== ''
}

/** A sealed place in a list; opaque to its holder. */
export const cursor = z.string().min(1).max(512)

/** A moment, in ISO 8601 UTC. */
export const moment = z.iso.datetime().max(40)

/** The site's event number. */
export const revision = z.int().min(0)

/** A number in a query string. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^(?:0|[1-9][0-9]{0,15})$/, 'is a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max))
