import type { LatestComment } from '@parley/store'
import { expect, test } from 'vitest'
import { atom, rss } from './feed.ts'

const comment = (over: Partial<LatestComment> = {}): LatestComment => ({
  id: '01900000-0000-7000-8000-000000000001',
  html: '<p>Hello.</p>',
  createdAt: new Date('2026-11-23T11:00:00Z'),
  writtenAt: new Date('2026-11-23T12:00:00Z'),
  articleKey: 'news-1',
  ...over,
})
const feed = (comments: LatestComment[]) => ({
  title: 'The Paper',
  self: 'https://api.example/v1/sites/paper/feed?a=1&b=2',
  home: 'https://paper.example/',
  comments,
})
const both = [
  ['atom', atom],
  ['rss', rss],
] as const

/** Every element is closed in order, and nothing stands raw that may not. */
const isWellFormed = (xml: string): boolean => {
  const open: string[] = []
  const body = xml.replace(/^<\?xml[^>]*\?>\n/, '')
  if (/&(?!amp;|lt;|gt;|quot;)/.test(body)) return false
  for (const [, close, name = '', , alone] of body.matchAll(/<(\/?)([a-zA-Z:-]+)((?: [a-z:A-Z]+="[^"<]*")*)(\/?)>/g)) {
    if (close === '/') {
      if (open.pop() !== name) return false
    } else if (alone !== '/') open.push(name)
  }
  return open.length === 0 && !/[<>]/.test(body.replaceAll(/<\/?[a-zA-Z:-]+(?: [a-z:A-Z]+="[^"<]*")*\/?>/g, ''))
}

test.each(both)('%s is well formed whatever people write', (_name, write) => {
  const evil = ']]></content><script>"&\u0000\uffff\ud800\''
  const xml = write(
    feed([comment({ html: evil, authorName: evil, articleTitle: evil, articleUrl: `https://x.example/?a=1&b="<` })]),
  )
  expect(isWellFormed(xml)).toBe(true)
  expect(xml).toContain(']]&gt;&lt;/content&gt;&lt;script&gt;&quot;&amp;')
})

test.each(both)('%s of nothing is a feed', (_name, write) => {
  expect(isWellFormed(write(feed([])))).toBe(true)
})

test('Atom says what the standard asks for, and whom a reply answers', () => {
  const parentId = '01900000-0000-7000-8000-000000000002'
  const xml = atom(feed([comment({ parentId, articleUrl: 'https://paper.example/a' })]))
  for (const part of [
    '<id>urn:uuid:01900000',
    '<updated>2026-11-23T12:00:00.000Z</updated>',
    '<author><name>Anonymous</name></author>',
  ])
    expect(xml).toContain(part)
  expect(xml).toContain(`<thr:in-reply-to ref="urn:uuid:${parentId}"/>`)
  expect(xml).toContain('href="https://paper.example/a#c-01900000-0000-7000-8000-000000000001"')
  expect(xml).toContain(
    '<link rel="self" type="application/atom+xml" href="https://api.example/v1/sites/paper/feed?a=1&amp;b=2"/>',
  )
})

test.each(both)('%s shows no key of an article, which whoever comments first chose', (_name, write) => {
  const articleKey = 'https://evil.example/casino'
  expect(write(feed([comment({ articleKey, authorName: 'Ada' })]))).not.toContain('evil')
  const known = write(feed([comment({ articleKey, articleUrl: 'https://paper.example/a', authorName: 'Ada' })]))
  expect(known).toContain('<title>Ada: https://paper.example/a</title>')
})

test('RSS dates are RFC 822', () => {
  expect(rss(feed([comment()]))).toContain('<pubDate>Mon, 23 Nov 2026 11:00:00 GMT</pubDate>')
})
