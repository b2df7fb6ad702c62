import type { VisibleComment } from '@parley/store'
import { expect, test } from 'vitest'
import { articleHtml } from './article-html.ts'

const comment = (id: string, over: Partial<VisibleComment> = {}): VisibleComment => ({
  id,
  rootId: id,
  depth: 0,
  status: 'published',
  html: `<p>Text ${id}</p>`,
  version: 1,
  edited: false,
  createdAt: new Date('2026-11-28T12:34:56Z'),
  ...over,
})

test('answers stand inside what they answer, in the order they came, each once', () => {
  const html = articleHtml(
    { key: 'a' },
    [comment('1'), comment('2'), comment('3', { parentId: '1' }), comment('4', { parentId: '1' })],
    4,
  )
  expect([...html.matchAll(/<li id="c-(\d)">|<\/(?:li|ol)>|<ol>/g)].map(([tag, id]) => id ?? tag)).toEqual([
    '<ol>',
    '1',
    '<ol>',
    '3',
    '</li>',
    '4',
    '</li>',
    '</ol>',
    '</li>',
    '2',
    '</li>',
    '</ol>',
  ])
})

test('a thread a hundred levels deep is moved in a few times only, and loses nobody', () => {
  const deep = Array.from({ length: 100 }, (_, n) => comment(`${n}`, n === 0 ? {} : { parentId: `${n - 1}`, depth: n }))
  const html = articleHtml({ key: 'a' }, deep, 100)
  expect(html.match(/<ol>/g)).toHaveLength(5)
  expect([...html.matchAll(/<li id="c-(\d+)">/g)].map(([, id]) => Number(id))).toEqual(deep.map((_, n) => n))
  expect(html.match(/<\/li>/g)).toHaveLength(100)
})

test('an answer whose parent is not shown stands for itself, and a deleted comment keeps its answers', () => {
  const html = articleHtml(
    { key: 'a' },
    [comment('1', { parentId: 'gone' }), comment('2', { status: 'deleted' }), comment('3', { parentId: '2' })],
    2,
  )
  expect(html.indexOf('c-1')).toBeGreaterThan(0)
  expect(html).toMatch(/<li id="c-2">.*…[\s\S]*<li id="c-3">/)
})

test('names, titles and addresses are text, and the number is there to be read', () => {
  const hostile = '"><script>p()</script>'
  const html = articleHtml(
    { key: 'a', title: hostile, url: `https://paper.example/?${hostile}` },
    [comment('1', { authorName: hostile })],
    1,
  )
  expect(html).not.toContain('<script')
  expect(html).toContain('</a> (1)</h1>')
  expect(html).toContain('2026-11-28 12:34 UTC')
})
