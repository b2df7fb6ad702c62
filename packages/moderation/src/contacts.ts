import { seenOf } from './seen.ts'
import type { Span } from './signal.ts'

/** The ways a comment may ask to be written to elsewhere. */
export type ContactKind = 'phone' | 'messenger' | 'wallet' | 'email'

// Every repeat is bounded, so a hostile body costs no more than an ordinary one of its length.
const PHONE = /(?<![\p{L}\p{N}./:=_-])\+?\(?\d(?:[\s().–—-]{0,3}\d){8,14}(?![\p{N}_/-])/gu
const EMAIL =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64} ?(?:@|\[at\]|\(at\)) ?[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{2,63}){1,4}/giu
const WALLETS = [
  /\b0x[\da-f]{40}\b/giu,
  /\bbc1[02-9ac-hj-np-z]{20,87}\b/gu,
  /(?<![\p{L}\p{N}/])[13][1-9A-HJ-NP-Za-km-z]{25,34}(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}/])T[1-9A-HJ-NP-Za-km-z]{33}(?![\p{L}\p{N}])/gu,
]
/** What every telephone number has; most comments have none. */
const LONG_NUMBER = /\d[\s().–—-]{0,3}\d[\s().–—-]{0,3}\d[\s().–—-]{0,3}\d/u
const MESSENGERS = [
  /(?<![\p{L}\p{N}.])(?:t\.me|telegram\.me|telegram\.dog|wa\.me|chat\.whatsapp\.com|api\.whatsapp\.com|discord\.gg|join\.skype\.com|signal\.me|vk\.me|m\.me)\/[\w+@?=&./-]{1,100}/giu,
  /(?<![\p{L}\p{N}])(?:telegram|telegramm|whatsapp|whats ?app|viber|skype|wechat|телеграмм?|тэлеграм|телега|тг|tg|вотсап|ватсап|вацап|вайбер|скайп)\s{0,2}(?:[:=>+-]|is|id|@|канал|channel|group|number|номер|нумар){1,2}\s{0,2}[:=-]?\s{0,2}@?[\w+.]{3,40}/giu,
  /(?<![\p{L}\p{N}])(?:telegram|whatsapp|viber|телеграмм?|тэлеграм|тг|вотсап|ватсап|вайбер)[^\n]{0,20}?@\w{4,32}/giu,
  /(?<![\p{L}\p{N}])@\w{4,32}[^\n]{0,20}?(?:telegram|whatsapp|телеграмм?|тэлеграм|в тг|в телегу|у тэлегу)/giu,
  /(?<![\p{L}\p{N}])(?:telegram|instagram|insta|телеграмм?(?:е|а)?|тэлеграм(?:е|а)?|телег[аеу]|тг|tg|инстаграмм?(?:е|а)?|інстаграме?|інст[аеу]|инст[аеу])(?:\s{0,2}(?:[:—–-]|канал)){0,2}\s{0,2}(?:@\w{4,32}|(?=\w{0,30}[_\d])[a-z]\w{3,31})/giu,
  /@\w{2,29}bot(?![\p{L}\p{N}_])/giu,
  /(?:➡|👉|⬇|✍|📩)\ufe0f?\s{0,2}@\w{4,32}/gu,
]

/** What every way to a messenger has, in lower case. */
const MESSENGER_STEM =
  /bot|➡|👉|t\.me\/|telegr|wa\.me|whats|insta|инст|інст|discord|skype|signal|m\.me|vk\.me|viber|wechat|телег|тэлег|тг|tg|вотсап|ватсап|вацап|вайбер|скайп/u

/** What every wallet has: so many ASCII letters and digits in a row. */
const LONG_WORD = 26

const isPlainUnit = (unit: number): boolean =>
  (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57)

// Looks at every 26th unit, and from there back: a row that long has one of them.
const hasLongWord = (body: string): boolean => {
  for (let end = LONG_WORD - 1; end < body.length;) {
    let at = end
    while (at > end - LONG_WORD && isPlainUnit(body.charCodeAt(at))) at--
    if (at === end - LONG_WORD) return true
    end = at + LONG_WORD
  }
  return false
}

const DATE =
  /^(?:\d{4}[.\-/ ](?:0?[1-9]|1[0-2])[.\-/ ]\d{1,2}|\d{1,2}[.\-/ ](?:0?[1-9]|1[0-2])[.\-/ ](?:\d{4}|\d{2}))(?!\d)/u
const ADDRESS = /^\(?\d{1,3}(?:\.\d{1,3}){3}$/u
const BOOK = /^97[89][-\d]+$/u
const YEARS = /^\d{4}\s?-\s?\d{4,5}$/u
/** Without a plus or brackets a row of digits is a number to call only with a prefix that people dial. */
const DIALLED = /^(?:375|380|79|77|80|89|0[1-9])\d{7,10}$/u
/** Thousands in threes, one such number or a range of two. */
const SUM = /^\d{1,3}(?:[\s.]\d{3})*(?:\s?[–—-]\s?\d{1,3}(?:[\s.]\d{3})*)?$/u
const digitsIn = (text: string): number => text.replaceAll(/\D/gu, '').length

// A date, a range of years, a network address or a large sum is no number to call.
const isPhone = (text: string): boolean => {
  const digits = digitsIn(text)
  if (digits < 9 || digits > 15 || DATE.test(text) || ADDRESS.test(text) || BOOK.test(text) || YEARS.test(text))
    return false
  if (text.startsWith('+')) return true
  if (/[\s.]/u.test(text) && SUM.test(text)) return false
  return /[()-]/u.test(text) || /^8[\s(.-]\d{3}/u.test(text) || DIALLED.test(text.replaceAll(/[\s.]/gu, ''))
}

const hasBothKinds = (text: string): boolean => /\d/u.test(text) && /[a-z]/u.test(text) && /[A-Z]/u.test(text)

/** The contacts a body gives, by kind, in order. */
export const findContacts = (written: string): (Span & { kind: ContactKind })[] => {
  const { text: body, spanOf } = seenOf(written)
  const found: (Span & { kind: ContactKind })[] = []
  const collect = (kind: ContactKind, pattern: RegExp, is: (text: string) => boolean = () => true) => {
    for (const { 0: text, index } of body.matchAll(pattern)) {
      if (is(text)) found.push({ kind, ...spanOf(index, index + text.length) })
    }
  }
  if (hasLongWord(body)) {
    for (const [at, pattern] of WALLETS.entries()) collect('wallet', pattern, at < 2 ? undefined : hasBothKinds)
  }
  if (MESSENGER_STEM.test(body.toLowerCase())) {
    for (const pattern of MESSENGERS) collect('messenger', pattern)
  }
  if (body.includes('@') || /[[(]at[\])]/iu.test(body)) collect('email', EMAIL)
  if (LONG_NUMBER.test(body)) collect('phone', PHONE, isPhone)
  return found.length > 1 ? found.toSorted((a, b) => a.start - b.start) : found
}
