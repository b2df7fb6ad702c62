import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unite } from './unite.ts'

test('links make groups, through others too, whatever their order and direction', () => {
  expect(
    unite([
      ['a', 'b'],
      ['c', 'd'],
      ['d', 'b'],
      ['e', 'f'],
    ]),
  ).toEqual([
    ['a', 'b', 'c', 'd'],
    ['e', 'f'],
  ])
})

test('nothing linked is no group', () => {
  expect(unite([])).toEqual([])
})

test('the groups are the components of the graph: each name once, no link between two groups', () => {
  const name = fc.constantFrom(...'abcdefghijklmnop')
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name), { maxLength: 30 }), (links) => {
      const groups = unite(links)
      const groupOf = new Map(groups.flatMap((group, at) => group.map((one) => [one, at] as const)))
      expect(groups.flat()).toHaveLength(groupOf.size)
      expect(groupOf.size).toBe(new Set(links.flat()).size)
      for (const [one, other] of links) expect(groupOf.get(one)).toBe(groupOf.get(other))
      // A group of n names needs n - 1 links that join two of its parts.
      const joining = links.filter(([one, other]) => one !== other).length
      expect(groups.reduce((sum, group) => sum + group.length - 1, 0)).toBeLessThanOrEqual(joining)
    }),
  )
})
