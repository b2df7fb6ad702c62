import type { VisibleComment } from '@parley/store'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inThreads } from './thread.ts'

const comment = (id: string, parentId?: string): VisibleComment => ({
  id,
  ...(parentId !== undefined && { parentId }),
  rootId: id,
  depth: 0,
  status: 'published',
  version: 1,
  edited: false,
  createdAt: new Date(0),
})

const placed = (comments: VisibleComment[]) =>
  inThreads(comments).map(({ comment: { id }, parent, depth }) => [id, parent?.id, depth])

test('newest conversations first, answers oldest first under what they answer', () => {
  const page = [comment('5'), comment('4', '1'), comment('3', '2'), comment('2', '1'), comment('1')]
  expect(placed(page)).toEqual([
    ['5', undefined, 0],
    ['1', undefined, 0],
    ['2', '1', 1],
    ['3', '2', 2],
    ['4', '1', 1],
  ])
})

test('an answer whose parent is on another page begins a conversation of its own', () => {
  expect(placed([comment('9', '1'), comment('8', '9')])).toEqual([
    ['9', undefined, 0],
    ['8', '9', 1],
  ])
})

test('a thread of a hundred thousand levels is put in order', () => {
  const deep = Array.from({ length: 100_000 }, (_, at) => {
    const id = (n: number) => String(n).padStart(6, '0')
    return comment(id(at), at === 0 ? undefined : id(at - 1))
  })
  expect(placed(deep).at(-1)?.[2]).toBe(99_999)
})

test('every comment is placed once, and below its parent', () => {
  const pages = fc
    .array(fc.nat(30), { minLength: 1, maxLength: 40 })
    .map((parents) =>
      parents.map((parent, at) => comment(String(at + 100), parent < at ? String(parent + 100) : undefined)),
    )
  fc.assert(
    fc.property(pages, (page) => {
      const order = inThreads(page).map((one) => one.comment.id)
      expect(order.toSorted()).toEqual(page.map(({ id }) => id).toSorted())
      const above = page.filter(({ parentId }) => parentId !== undefined)
      expect(above.every(({ id, parentId }) => order.indexOf(parentId ?? '') < order.indexOf(id))).toBe(true)
    }),
  )
})
