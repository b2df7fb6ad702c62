import { init, vnode, type VNode } from 'snabbdom'

/** What an element holds: pieces, texts, and nothing where a condition failed. */
export type Inside = VNode | string | false | undefined | Inside[]
type Attributes = Record<string, string | number | boolean | undefined>

/** Brings the attributes of a page's element in step. Snabbdom's own way knows XML's and SVG's too, which nothing here has. */
const attributes = ({ data: before = {} }: VNode, { data: now = {}, elm }: VNode): void => {
  const [old = {}, attrs = {}] = [before.attrs, now.attrs]
  for (const name in attrs) if (old[name] !== attrs[name]) (elm as Element).setAttribute(name, attrs[name] as string)
  for (const name in old) if (!(name in attrs)) (elm as Element).removeAttribute(name)
}

/** Brings a page's element in step with what was drawn. */
export const patch = init([{ create: attributes, update: attributes }])

/** An element named as in a stylesheet, `p.trouble`: its classes are its parts too, so that pages can style them. */
export const e = (name: string, given?: Attributes | false, ...inside: Inside[]): VNode => {
  const [tag, classes] = name.split('.')
  const { key, ...named } = given || {}
  const attrs: Record<string, string | number> = classes ? { class: classes, part: classes } : {}
  for (const [it, value] of Object.entries(named)) {
    if (value !== undefined && value !== false) attrs[it] = value === true ? '' : value
  }
  const pieces = inside.flat(3).filter((one): one is VNode | string => !!one)
  // Words alone are their element's text: pieces of text are gone once a browser translates the page.
  const text = pieces.every((one) => typeof one === 'string') ? pieces.join('') : undefined
  const children = pieces.map((one) => (typeof one === 'string' ? ({ text: one } as VNode) : one))
  return vnode(tag, { attrs, key: key as string }, text === undefined ? children : undefined, text, undefined)
}
