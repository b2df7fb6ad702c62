import { html, raw } from 'hono/html'
import type { VisibleComment } from '@parley/store'
import { plainText } from '../plain-text.ts'
import type { Html } from './shell.ts'

/** An article with its comments as schema.org knows them, for search engines: data, which nothing runs. */
export const jsonLd = (about: {
  address: string
  title?: string | undefined
  count: number
  comments: readonly VisibleComment[]
}): Html =>
  html`<script type="application/ld+json">
    ${raw(asData(about))}
  </script>`

const asData = ({ address, title, count, comments }: Parameters<typeof jsonLd>[0]): string => {
  const at = (id: string) => `${address}#c-${id}`
  const data = {
    '@context': 'https://schema.org',
    '@type': 'Article',
    '@id': address,
    ...(title !== undefined && { headline: title }),
    commentCount: count,
    comment: comments
      .filter(({ status }) => status === 'published')
      .map(({ id, parentId, authorName, html: text = '', createdAt }) => ({
        '@type': 'Comment',
        '@id': at(id),
        text: plainText(text),
        dateCreated: createdAt.toISOString(),
        ...(authorName !== undefined && { author: { '@type': 'Person', name: authorName } }),
        ...(parentId !== undefined && { parentItem: { '@type': 'Comment', '@id': at(parentId) } }),
      })),
  }
  // Nothing in a text may end the element or begin another.
  return JSON.stringify(data).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e')
}
