import { createLog } from '@parley/runtime'
import { expect, test } from 'vitest'
import { whenBack, whenMigrated } from './store-waits.ts'

const log = createLog({ service: 'test', level: 'silent' })

/** A store that is away so many looks long. */
const away = (looks: number) => {
  let looked = 0
  const look = async () => {
    looked += 1
    if (looked <= looks) throw new Error('gone')
  }
  return { looked: () => looked, look }
}

test('all who wait share one look, and go on when the store answers', async () => {
  const { looked, look } = away(1)
  const back = whenBack({ store: { health: look }, log, stopping: new AbortController().signal })
  await Promise.all([back(), back(), back()])
  expect(looked()).toBe(2)
  await back()
  expect(looked()).toBe(3)
})

test('who waits goes on when the worker stops', async () => {
  const stop = new AbortController()
  const waiting = whenBack({ store: { health: away(1_000).look }, log, stopping: stop.signal })()
  stop.abort()
  await expect(waiting).resolves.toBeUndefined()
})

test('a start waits for the store, then for its migrations', async () => {
  const { looked, look } = away(1)
  const pending = async () => {
    await look()
    return looked() < 3 ? ['0001-first'] : []
  }
  await whenMigrated({ store: { migrations: { pending } }, log, stopping: new AbortController().signal })
  expect(looked()).toBe(3)
})

test('a start that waits ends when it is told to stop', async () => {
  const stop = new AbortController()
  const pending = async () => ['0001-first']
  const waiting = whenMigrated({ store: { migrations: { pending } }, log, stopping: stop.signal })
  stop.abort()
  await expect(waiting).rejects.toThrow(/abort/i)
})
