import { expect, test } from 'vitest'
import { createMemory, type Entry, type SiteMemory } from './memory.ts'

const entryOf = (site: SiteMemory, key: string): Entry => ({ key, site, count: 0, revision: 0 })
const two = () => {
  const memory = createMemory({ maxBytes: 2 * 201 }) // of keys of one character
  return { memory, site: memory.open('news') }
}

test('the entry that was not used for longest leaves first', () => {
  const { memory, site } = two()
  for (const key of ['a', 'b']) memory.keep(entryOf(site, key))
  memory.find(site, 'a')
  memory.keep(entryOf(site, 'c'))
  expect([...site.entries.keys()]).toEqual(['a', 'c'])
  expect(memory.size()).toBe(2)
  expect(memory.find(site, 'b')).toBeUndefined()
})

test('an entry that leaves does not take along the one that came in its place', () => {
  const { memory, site } = two()
  const [old, fresh] = [entryOf(site, 'a'), entryOf(site, 'a')]
  memory.keep(old)
  memory.keep(fresh)
  memory.keep(entryOf(site, 'b')) // the old one leaves
  expect(memory.find(site, 'a')).toBe(fresh)
})

test('a site that is dropped holds nothing, and says so to who still has it', () => {
  const { memory, site } = two()
  const other = memory.open('other')
  memory.keep(entryOf(site, 'a'))
  memory.keep(entryOf(other, 'a'))
  memory.drop(site)
  expect([site.gone, site.entries.size, memory.size()]).toEqual([true, 0, 1])
  expect([other.gone, memory.find(other, 'a')?.site]).toEqual([false, other])
})

test('a site that is opened again is another generation, of which nothing is known', () => {
  const { memory, site } = two()
  const again = memory.open('news')
  expect(again.generation).not.toBe(site.generation)
  expect(again).toMatchObject({ revision: -1, confirmedAt: -Infinity, askedAt: -Infinity, gone: false })
})

test('entries with long keys take more room, and one that has none is gone with its site', () => {
  const memory = createMemory({ maxBytes: 600 })
  const site = memory.open('news')
  for (const key of ['a', 'b', 'c']) memory.keep(entryOf(site, key.repeat(100)))
  expect(memory.size()).toBe(2)
  memory.keep(entryOf(site, 'd'.repeat(500)))
  memory.drop(site)
  expect([site.entries.size, memory.size()]).toEqual([0, 0])
})
