import { getDomain, parse } from 'tldts'
import type { Span } from './signal.ts'

// "hxxp://", "example[.]com", "example (dot) com", «сайт точка ком»: at most a few spaces between, so the work is linear.
const HXXP = /\bh(?:xx|\*\*|tt|t t )p ?s? ?(?:\[:\]|: ?\/ ?\/|:\\{2})\S{1,200}/giu
/** What all of them have; most comments have none of it. */
const MAY_HIDE = /[[({<]|p ?s? ?:|(?:dot|точка) /iu
const SPELLED =
  /([\p{L}\p{N}-]{2,63}) ?(?:\[ ?\.? ?\]|\( ?\.? ?\)|\[ ?dot ?\]|\( ?dot ?\)|\{dot\}|\(точка\)|\[точка\]| dot | точка ) ?([\p{L}]{2,24})(?![\p{L}\p{N}])/giu
const MARKUP = /<a\s[^<>]{0,60}href|\[url[=\]]|\[link[=\]]/giu
const MARKDOWN = /\[([^[\]\n]{1,200})\]\(\s?(https?:\/\/[^\s)]{1,500})/giu

const spanOf = (match: RegExpExecArray): Span => ({ start: match.index, end: match.index + match[0].length })

const isSpelledDomain = ({ 1: name = '', 2: ending = '' }: RegExpExecArray): boolean => {
  const { isIcann, domain } = parse(`${name}.${endings.get(ending.toLowerCase()) ?? ending}`)
  return isIcann === true && domain !== null
}

const endings = new Map([
  ['ком', 'com'],
  ['ру', 'ru'],
  ['бай', 'by'],
  ['нет', 'net'],
  ['орг', 'org'],
])

const isOrdinary = (text: string): boolean => /^https?:\/\//iu.test(text)

// A link's text that is itself an address of another domain than the one it leads to.
const deceives = ({ 1: text = '', 2: target = '' }: RegExpExecArray): boolean => {
  const shown = /\s/u.test(text.trim()) ? null : getDomain(text.trim())
  return shown !== null && parse(text.trim()).isIcann === true && shown !== getDomain(target)
}

/** Links meant to pass a filter: `spelled` ones that are no link to a machine, and `deceptive` ones in another site's
 *  markup or with another address as their text. */
export const hiddenLinks = (body: string): { spelled: Span[]; deceptive: Span[] } => {
  const all = (pattern: RegExp) => [...body.matchAll(pattern)]
  if (!MAY_HIDE.test(body)) return { spelled: [], deceptive: [] }
  return {
    spelled: [...all(HXXP).filter(({ 0: text }) => !isOrdinary(text)), ...all(SPELLED).filter(isSpelledDomain)].map(
      spanOf,
    ),
    deceptive: [...all(MARKUP), ...all(MARKDOWN).filter(deceives)].map(spanOf),
  }
}
