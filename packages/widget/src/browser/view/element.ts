import { attributesModule, h, init, type VNode } from 'snabbdom'

/** What an element holds: pieces, texts, and nothing where a condition failed. */
export type Inside = VNode | string | false | undefined | Inside[]
type Attributes = Record<string, string | number | boolean | undefined>

/** Brings a page's element in step with what was drawn. */
export const patch = init([attributesModule])

/** An element named as in a stylesheet, `p.trouble`: its classes are its parts too, so that pages can style them. */
export const e = (name: string, attributes?: Attributes | false, ...inside: Inside[]): VNode => {
  const [tag = '', classes] = name.split('.')
  const { key, ...given } = attributes || {}
  const attrs: Record<string, string | number | boolean> = classes ? { class: classes, part: classes } : {}
  for (const [it, value] of Object.entries(given)) if (value !== undefined) attrs[it] = value
  const children = inside.flat(3).filter((one): one is VNode | string => one !== false && one !== undefined)
  return h(tag, key === undefined ? { attrs } : { attrs, key: key as string }, children)
}
