import { asciiHost } from '@parley/contracts'
import { parse } from 'tldts'
import { seenOf } from './seen.ts'

/** A link as it stands in the body: `host` in lower case and punycode, without a leading `www.`; `mixed` when the
 *  host is written in more than one alphabet or in punycode. */
export type Link = { start: number; end: number; host: string; isIp: boolean; mixed: boolean }

const CHUNK = /[^\s<>"'`«»„“”()[\]{}|\\]+/gu
/** Without a point inside a word, nor a scheme, there is no link: most comments need no closer look. */
const MAY_LINK = /\.[\p{L}\p{N}]|:\/\//u
/** More than any site lets pass; the rest need not be read to hold the comment. */
const MOST_LINKS = 120
const LONGEST_CHUNK = 2_048

/** Endings of a domain that stands bare, without scheme or path. Others are words more often than hosts, as in
 *  "said that.it was late". */
const plainEndings = new Set(
  'com net org info biz edu gov mil ru by ua su kz eu de fr pl uk nl cz lt lv ee xyz online site shop store club top vip bet casino icu website io dev app рф бел укр рус'.split(
    ' ',
  ),
)

/** Other endings are hosts in a text of another alphabet: nobody writes two Latin words with a point between them there, but for files. */
const files = new Set('py md rs sh zip mov ps'.split(' '))
/** What begins no sentence, so that Casino.Com is a host and "the end.By then" is none. */
const wordless = new Set('com org info biz edu gov mil ru ua su kz eu xyz рф'.split(' '))

const trimmed = (chunk: string): string => chunk.replace(/[.,;:!?*_~…-]{1,64}$/u, '')

const bareHost = (text: string, isCyrillic: boolean): string | undefined => {
  const candidate = /^[\p{L}\p{N}.-]{4,253}(?=$|[/:?#])/u.exec(text)?.[0]
  if (!candidate || !candidate.includes('.')) return undefined
  const { isIcann, isIp, domain, publicSuffix, hostname } = parse(candidate)
  if (isIp) return text.length > candidate.length ? candidate : undefined
  if (!isIcann || !domain || !publicSuffix || !hostname) return undefined
  const hasPath = text[candidate.length] === '/'
  const lastLabel = publicSuffix.slice(publicSuffix.lastIndexOf('.') + 1)
  const stands =
    plainEndings.has(lastLabel) || (isCyrillic && !files.has(lastLabel) && /^[\x20-\x7e]*$/.test(candidate))
  if (!stands && !hasPath) return undefined
  // "…the end.By then": a new sentence, not a host.
  if (!hasPath && !wordless.has(lastLabel) && /\.\p{Lu}\p{Ll}*$/u.test(candidate)) return undefined
  return hostname
}

const isMixed = (host: string): boolean =>
  host.includes('xn--') ||
  host
    .split('.')
    .some(
      (label) =>
        /[a-z]/u.test(label) && /[^\p{ASCII}]/u.test(label) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(label),
    )

const linkOf = (chunk: string, start: number, isCyrillic: boolean): Link | undefined => {
  const text = trimmed(chunk.length > LONGEST_CHUNK ? chunk.slice(0, LONGEST_CHUNK) : chunk)
  const scheme = /https?:\/\//iu.exec(text)
  const from = scheme?.index ?? 0
  const rest = text.slice(from)
  if (!scheme && rest.includes('@')) return undefined
  const parsed = scheme || /^www\./iu.test(rest) ? parse(rest) : undefined
  const host = parsed ? parsed.hostname : bareHost(rest, isCyrillic)
  if (!host) return undefined
  const plain = host.toLowerCase().replace(/^www\./u, '')
  const isIp = parsed?.isIp === true || /^[\d.]+$/u.test(plain)
  return { start: start + from, end: start + text.length, host: asciiHost(plain), isIp, mixed: isMixed(plain) }
}

/** The links of a body in order, with a scheme, with `www.` or as a bare domain whose ending is a real one. */
export const linksIn = (body: string): Link[] => {
  const { text, spanOf } = seenOf(body)
  if (!MAY_LINK.test(text)) return []
  const isCyrillic = /\p{Script=Cyrillic}/u.test(text)
  const links: Link[] = []
  for (const { 0: chunk, index } of text.matchAll(CHUNK)) {
    if (!chunk.includes('.') && !chunk.includes('://')) continue
    const link = linkOf(chunk, index, isCyrillic)
    if (link && links.push({ ...link, ...spanOf(link.start, link.end) }) === MOST_LINKS) break
  }
  return links
}

/** The hosts a body links to, each once. */
export const hostsOf = (body: string): string[] => [...new Set(linksIn(body).map(({ host }) => host))]

const shorteners = new Set(
  'adf.ly bc.vc bit.do bit.ly bitly.com bl.ink buff.ly clck.ru cli.gs clk.li cutt.ly cutt.us dlvr.it flip.it goo.gl goo.su is.gd j.mp kutt.it lc.cx lnkd.in me2.do moourl.com ow.ly ouo.io qps.ru rb.gy rebrand.ly s.id shorte.st short.io shorturl.at shrtco.de snip.ly surl.li t.co t.ly tiny.cc tiny.pl tinyurl.com u.to urlz.fr v.gd vk.cc x.co xurl.es y2u.be yourls.org zpr.io'.split(
    ' ',
  ),
)

/** Whether a host only forwards to another, which nobody sees beforehand. */
export const isShortener = (host: string): boolean => shorteners.has(host)
