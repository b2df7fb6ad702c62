/** A piece of XML that needs no more escaping. */
export type Xml = { readonly xml: string }

// What XML 1.0 has no place for, escaped or not.
// oxlint-disable-next-line no-control-regex
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escape = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(NOT_XML, '')
    .replaceAll(/[&<>"]/g, (one) => ESCAPES[one] ?? '')

/** An element with its attributes and what it holds: texts, which are escaped, elements, or nothing. */
export const element = (
  name: string,
  attributes: Record<string, string>,
  ...children: (string | Xml | undefined)[]
): Xml => {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`)
  const inner = children.map((child) => (typeof child === 'string' ? escape(child) : (child?.xml ?? ''))).join('')
  return { xml: inner === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${inner}</${name}>` }
}

/** An element as a document of its own. */
export const xmlDocument = ({ xml }: Xml): string => `<?xml version="1.0" encoding="utf-8"?>\n${xml}\n`
