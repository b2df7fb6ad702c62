import { expect, test } from 'vitest'
import { beatText, firstText, frameOf, newsText, resetText } from './frames.ts'

const comment = { id: 'c', article: 'a\n\ndata: x', revision: 4, kind: 'published' as const }

test('only the last event of what is told together carries the id', () => {
  const text = newsText({ counts: [['a', 2]], comments: [comment, { ...comment, revision: 5 }] }, 5)
  expect(text.match(/^id: /gm)).toHaveLength(1)
  expect(text.split('\n\n').at(-2)).toBe('id: 5\nevent: counts\ndata: {"counts":{"a":2},"revision":5}')
  expect(newsText({ counts: [], comments: [comment] }, 6)).toMatch(/^id: 6\nevent: comment\n/)
  expect(newsText({ counts: [], comments: [] }, 6)).toBe('')
})

test('a name can neither end an event nor begin one', () => {
  const [event, ...rest] = newsText({ counts: [], comments: [comment] }, 4).split('\n\n')
  expect(rest).toEqual([''])
  expect(JSON.parse(event?.split('\ndata: ')[1] ?? '')).toEqual(comment)
})

test('the first counts, resets and beats say where the stream stands', () => {
  expect(firstText([], 7)).toBe('id: 7\nevent: counts\ndata: {"counts":{},"revision":7}\n\n')
  expect(resetText(7)).toBe('id: 7\nevent: reset\ndata: {"revision":7}\n\n')
  expect(beatText(7)).toBe(':\nid: 7\n\n')
})

test('a frame is one chunk of HTTP/1.1 whose plain bytes lie within', () => {
  const { chunk, plain } = frameOf('ў: é\n')
  expect([chunk.toString(), plain.toString()]).toEqual(['7\r\nў: é\n\r\n', 'ў: é\n'])
})
