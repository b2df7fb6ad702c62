import type { VNode } from 'snabbdom'
import { readMarkup, type Piece } from '../markup.ts'
import { e } from './element.ts'

const shown = (piece: Piece): string | VNode => {
  if (typeof piece === 'string') return piece
  const { tag, href, inside } = piece
  const link = href !== undefined && { href, rel: 'nofollow ugc noopener', target: '_blank' }
  return e(tag === 'a' && !link ? 'span' : tag, link, inside.map(shown))
}

/** A comment's text, built element by element. */
export const markup = (html: string): (string | VNode)[] => readMarkup(html).map(shown)
