import { expect, test } from 'vitest'
import { openKeep, randomKey } from './keep.ts'

const storage = () => {
  const kept = new Map<string, string>()
  const fake = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  }
  return { kept, open: () => openKeep('parley:x', () => fake as unknown as Storage) }
}
const mine = (n: number) => ({ id: `${n}`, receipt: `r${n}`, article: 'a' })

test('what is kept is there for the next visit, and gone when forgotten', () => {
  const { kept, open } = storage()
  open().change((before) => ({ ...before, name: 'Ada', drafts: { 'a\nnew': { text: 'Half' } } }))
  expect(open().read()).toMatchObject({ name: 'Ada', drafts: { 'a\nnew': { text: 'Half' } } })
  open().forget()
  expect([open().read(), kept.size]).toEqual([{}, 0])
})

test('of one’s own comments the last hundred are kept', () => {
  const { open } = storage()
  open().change(() => ({ mine: Array.from({ length: 130 }, (_, n) => mine(n)) }))
  expect(
    open()
      .read()
      .mine?.map(({ id }) => id),
  ).toEqual(Array.from({ length: 100 }, (_, n) => `${n + 30}`))
})

test('a browser that stores nothing still serves until the page is left', () => {
  const refusing = openKeep('x', () => {
    throw new Error('SecurityError')
  })
  refusing.change(() => ({ name: 'Ada' }))
  expect(refusing.read().name).toBe('Ada')
  refusing.forget()
  expect(refusing.read()).toEqual({})
})

test('a browser whose storage is full serves too, and stores again once there is room', () => {
  const { kept, open } = storage()
  const room = { left: true }
  const fake = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => {
      if (!room.left) throw new Error('QuotaExceededError')
      kept.set(key, text)
    },
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage
  const keep = openKeep('parley:x', () => fake)
  keep.change(() => ({ name: 'Ada' }))
  room.left = false
  keep.change((before) => ({ ...before, token: 't', drafts: { 'a\nnew': { text: 'Half', key: 'k' } } }))
  expect(keep.read()).toMatchObject({ name: 'Ada', token: 't', drafts: { 'a\nnew': { key: 'k' } } })
  expect(open().read()).toEqual({ name: 'Ada', mine: [] })
  const other = openKeep('parley:x', () => fake)
  other.forget()
  expect(keep.read()).toEqual({}) // in another tab
  keep.change(() => ({ token: 't' }))
  room.left = true
  keep.change((before) => ({ ...before, name: 'Eve' }))
  expect(open().read()).toMatchObject({ name: 'Eve', token: 't' })
  room.left = false
  keep.change((before) => ({ ...before, name: 'Ada' }))
  keep.forget()
  expect([keep.read(), kept.size]).toEqual([{}, 0])
})

test('what somebody else put there is no reason to fail', () => {
  const { kept, open } = storage()
  kept.set('parley:x', '{broken')
  expect(open().read()).toEqual({})
})

test('a key is long enough to be an author’s token, and never the same', () => {
  const keys = Array.from({ length: 100 }, randomKey)
  expect(new Set(keys).size).toBe(100)
  for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_-]{32}$/)
})
