import { h, type ComponentChildren, type VNode } from 'preact'

/** An element named as in a stylesheet, `p.trouble`: its classes are its parts too, so that pages can style them. */
export const e = (
  name: string,
  attributes?: Record<string, unknown> | null,
  ...children: ComponentChildren[]
): VNode => {
  const [tag = '', classes] = name.split('.')
  return h(tag, { ...attributes, ...(classes && { class: classes, part: classes }) }, ...children) as VNode
}
