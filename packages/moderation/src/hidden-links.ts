import { getDomain, parse } from 'tldts'
import type { Span } from './signal.ts'

// "hxxp://", "example[.]com", "example (dot) com", «сайт точка ком»: at most a few spaces between, so the work is linear.
const HXXP = /\bh(?:xx|\*\*|tt|t t )p ?s? ?(?:\[:\]|: ?\/ ?\/|:\\{2})\S{1,200}/giu
/** What all of them have; most comments have none of it. */
const MAY_HIDE = /[[({<]|p ?s? ?:|(?:dot|точка) /iu
// From the spelled point on; the name before it is read backwards, so that rows of letters cost nothing.
const SPELLED_END =
  /(?:\[ ?\.? ?\]|\( ?\.? ?\)|\[ ?dot ?\]|\( ?dot ?\)|\{dot\}|\(точка\)|\[точка\]| dot | точка ) ?([\p{L}]{2,24})(?![\p{L}\p{N}])/giu
// Looks back from one place: a search for the end would begin at every letter before it.
const NAME_BEFORE = /(?<=([\p{L}\p{N}-]{2,63}))/uy
const LONGEST_NAME = 63
const MARKUP = /<a\s[^<>]{0,60}href|\[url[=\]]|\[link[=\]]/giu
const MARKDOWN = /\[([^[\]\n]{1,200})\]\(\s?(https?:\/\/[^\s)]{1,500})/giu

const spanOf = (match: RegExpExecArray): Span => ({ start: match.index, end: match.index + match[0].length })

const endings = new Map([
  ['ком', 'com'],
  ['ру', 'ru'],
  ['бай', 'by'],
  ['нет', 'net'],
  ['орг', 'org'],
])

const isDomain = (name: string, ending: string): boolean => {
  const { isIcann, domain } = parse(`${name}.${endings.get(ending.toLowerCase()) ?? ending}`)
  return isIcann === true && domain !== null
}

const spelledDomains = (body: string): Span[] => {
  const spans: Span[] = []
  let from = 0
  for (const { 0: rest, 1: ending = '', index } of body.matchAll(SPELLED_END)) {
    const end = body[index - 1] === ' ' ? index - 1 : index
    const before = body.slice(Math.max(from, end - 2 * LONGEST_NAME), Math.max(from, end))
    NAME_BEFORE.lastIndex = before.length
    const name = NAME_BEFORE.exec(before)?.[1]
    if (name === undefined) continue
    from = index + rest.length
    if (isDomain(name, ending)) spans.push({ start: end - name.length, end: from })
  }
  return spans
}

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
    spelled: [
      ...all(HXXP)
        .filter(({ 0: text }) => !isOrdinary(text))
        .map(spanOf),
      ...spelledDomains(body),
    ],
    deceptive: [...all(MARKUP), ...all(MARKDOWN).filter(deceives)].map(spanOf),
  }
}
