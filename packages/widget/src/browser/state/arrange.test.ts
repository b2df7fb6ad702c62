import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrange } from './arrange.ts'

const comment = (id: string, parentId?: string) => ({ id, ...(parentId !== undefined && { parentId }) })
const none = new Set<string>()
const page = [comment('5'), comment('4', '1'), comment('3', '2'), comment('2', '1'), comment('1')]
const placed = (...asked: Parameters<typeof arrange>) =>
  arrange(...asked).map(({ comment: { id }, depth, below }) => `${id} ${depth} ${below}`)

test('conversations by age, answers oldest first below what they answer, with how many are below', () => {
  expect(placed(page, 'new', none)).toEqual(['5 0 0', '1 0 3', '2 1 1', '3 2 0', '4 1 0'])
  expect(placed(page, 'old', none)).toEqual(['1 0 3', '2 1 1', '3 2 0', '4 1 0', '5 0 0'])
})

test('what is folded hides all that is below it and says how many', () => {
  expect(placed(page, 'new', new Set(['2']))).toEqual(['5 0 0', '1 0 3', '2 1 1', '4 1 0'])
  expect(placed(page, 'new', new Set(['1', '2']))).toEqual(['5 0 0', '1 0 3'])
})

test('an answer to what is not here stands by itself', () => {
  expect(placed([comment('9', '1'), comment('8')], 'new', none)).toEqual(['9 0 0', '8 0 0'])
})

test('a thread of fifty thousand levels is put in order, and folds', () => {
  const id = (n: number) => String(n).padStart(6, '0')
  const deep = Array.from({ length: 50_000 }, (_, at) => comment(id(at), at === 0 ? undefined : id(at - 1)))
  expect(arrange(deep, 'new', none).at(-1)?.depth).toBe(49_999)
  expect(placed(deep, 'new', new Set([id(0)]))).toEqual([`${id(0)} 0 49999`])
})

test('every comment is placed once, and below its parent', () => {
  const pages = fc
    .array(fc.nat(30), { minLength: 1, maxLength: 40 })
    .map((parents) =>
      parents.map((parent, at) => comment(String(at + 100), parent < at ? String(parent + 100) : undefined)),
    )
  fc.assert(
    fc.property(pages, fc.constantFrom('new' as const, 'old' as const), (all, sort) => {
      const order = arrange(all, sort, none).map((one) => one.comment.id)
      expect(order.toSorted()).toEqual(all.map(({ id }) => id).toSorted())
      const above = all.filter(({ parentId }) => parentId !== undefined)
      expect(above.every(({ id, parentId }) => order.indexOf(parentId ?? '') < order.indexOf(id))).toBe(true)
    }),
  )
})
