import type { LatestComment } from '@parley/store'
import { element, xmlDocument } from './xml.ts'

/** What a feed is made of. `self` is its own address, `home` the page it is about. */
export type Feed = { title: string; self: string; home: string; comments: readonly LatestComment[] }

/** The article's page at the comment, where it is known. */
const linkOf = ({ id, articleUrl }: LatestComment): string | undefined =>
  articleUrl === undefined ? undefined : `${articleUrl}#c-${id}`

/** A key is no title: whoever comments first chooses it. */
const titleOf = ({ authorName = 'Anonymous', articleTitle, articleUrl }: LatestComment): string =>
  [authorName, articleTitle ?? articleUrl].filter((part) => part !== undefined).join(': ')

const newest = (comments: readonly LatestComment[]): Date =>
  comments.reduce((latest, { writtenAt }) => (writtenAt > latest ? writtenAt : latest), new Date(0))

/** A feed as Atom (RFC 4287). */
export const atom = ({ title, self, home, comments }: Feed): string =>
  xmlDocument(
    element(
      'feed',
      { xmlns: 'http://www.w3.org/2005/Atom', 'xmlns:thr': 'http://purl.org/syndication/thread/1.0' },
      element('id', {}, self),
      element('title', {}, title),
      element('updated', {}, newest(comments).toISOString()),
      element('link', { rel: 'self', type: 'application/atom+xml', href: self }),
      element('link', { rel: 'alternate', type: 'text/html', href: home }),
      ...comments.map((comment) => {
        const link = linkOf(comment)
        return element(
          'entry',
          {},
          element('id', {}, `urn:uuid:${comment.id}`),
          element('title', {}, titleOf(comment)),
          element('author', {}, element('name', {}, comment.authorName ?? 'Anonymous')),
          element('published', {}, comment.createdAt.toISOString()),
          element('updated', {}, comment.writtenAt.toISOString()),
          link === undefined ? undefined : element('link', { rel: 'alternate', type: 'text/html', href: link }),
          comment.parentId === undefined
            ? undefined
            : element('thr:in-reply-to', { ref: `urn:uuid:${comment.parentId}` }),
          element('content', { type: 'html' }, comment.html),
        )
      }),
    ),
  )

/** A feed as RSS 2.0. */
export const rss = ({ title, self, home, comments }: Feed): string =>
  xmlDocument(
    element(
      'rss',
      { version: '2.0', 'xmlns:atom': 'http://www.w3.org/2005/Atom', 'xmlns:dc': 'http://purl.org/dc/elements/1.1/' },
      element(
        'channel',
        {},
        element('title', {}, title),
        element('link', {}, home),
        element('description', {}, title),
        element('lastBuildDate', {}, newest(comments).toUTCString()),
        element('atom:link', { rel: 'self', type: 'application/rss+xml', href: self }),
        ...comments.map((comment) => {
          const link = linkOf(comment)
          return element(
            'item',
            {},
            element('title', {}, titleOf(comment)),
            link === undefined ? undefined : element('link', {}, link),
            element('guid', { isPermaLink: 'false' }, `urn:uuid:${comment.id}`),
            element('pubDate', {}, comment.createdAt.toUTCString()),
            element('dc:creator', {}, comment.authorName ?? 'Anonymous'),
            element('description', {}, comment.html),
          )
        }),
      ),
    ),
  )
