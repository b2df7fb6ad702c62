/** A piece of a comment's text: words, or one of few elements. Nothing else of the markup survives reading. */
export type Piece = string | { tag: Tag; href?: string; inside: Piece[] }
type Tag = 'p' | 'br' | 'em' | 'strong' | 'blockquote' | 'pre' | 'code' | 'a'
type Open = { tag: Tag; href?: string; inside: Piece[] }

const TAGS = /^(?:p|br|em|strong|blockquote|pre|code|a)$/
// A tag or a run of text; a `<` that opens no tag is text.
const TOKENS = /<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)>|[^<]+|</gi
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const DEEPEST = 40

const decoded = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => NAMED[name] ?? whole)

/** An address that a link may lead to; anything but plain http and https leads nowhere. */
const addressIn = (attributes: string): string | undefined => {
  const href = decoded(/(?:^|\s)href="([^"]*)"/i.exec(attributes)?.[1] ?? '')
  try {
    return /^https?:\/\/[^\s\\]+$/i.test(href) && new URL(href) ? href : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads the service's markup without a parser of the browser's, which Trusted Types guard: known elements become pieces, of
 * attributes only a link's http(s) address stays, everything else is text or nothing. So a service gone wrong cannot run a script.
 */
export const readMarkup = (html: string): Piece[] => {
  const top: Piece[] = []
  const open: Open[] = []
  for (const [whole, closes, name = '', attributes = ''] of html.matchAll(TOKENS)) {
    const here = open.at(-1)?.inside ?? top
    const tag = name.toLowerCase() as Tag
    if (name === '') here.push(decoded(whole))
    else if (!TAGS.test(tag)) continue
    else if (closes) {
      const at = open.findLastIndex((one) => one.tag === tag)
      if (at >= 0) open.length = at
    } else if (open.length < DEEPEST) {
      const href = tag === 'a' ? addressIn(attributes) : undefined
      const piece: Open = { tag, ...(href !== undefined && { href }), inside: [] }
      here.push(piece)
      if (tag !== 'br') open.push(piece)
    }
  }
  return top
}

/** The words of the pieces, as they would be typed; without what they quote of others. */
export const textOf = (pieces: Piece[]): string =>
  pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece
      if (piece.tag.startsWith('b')) return '' // br, blockquote
      return textOf(piece.inside) + (piece.tag === 'p' ? '\n' : '')
    })
    .join('')
