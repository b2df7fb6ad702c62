import { Cluster } from 'ioredis'
import type { RedisClient } from '@parley/runtime'
import { expect, test } from 'vitest'
import { createSharedWindows } from './shared-windows.ts'

/** A cache that counts and keeps what it was asked, until it is told to fail. */
const fakeCache = (prototype: object = Object.prototype) => {
  const counts = new Map<string, number>()
  const calls: string[][] = []
  const state = { status: 'ready', failing: false }
  const methods = {
    defineCommand: () => undefined,
    parleyCountAll: async (keys: number, ...given: (string | number)[]) => {
      if (state.failing) throw new Error('away')
      const names = given.slice(0, keys).map(String)
      calls.push(names)
      return names.flatMap((name) => {
        counts.set(name, (counts.get(name) ?? 0) + 1)
        return [counts.get(name), 1_000 * Number(given.at(-1))]
      })
    },
    get: async (name: string) => {
      if (state.failing) throw new Error('away')
      return counts.get(name)?.toString() ?? null
    },
  }
  const cache = Object.create(prototype, {
    ...Object.getOwnPropertyDescriptors(methods),
    status: { get: () => state.status },
  }) as RedisClient
  return { windows: createSharedWindows({ name: 'write', seconds: 60, cache }), calls, state }
}

const counted = (adds: Promise<{ count: number }>[]) => Promise.all(adds.map(async (add) => (await add).count))

test('what one turn counts goes in one command, and each hears of its own key', async () => {
  const { windows, calls } = fakeCache()
  expect(await counted([windows.add('a'), windows.add('b'), windows.add('a')])).toEqual([1, 1, 2])
  expect(calls).toEqual([['parley:write:a', 'parley:write:b', 'parley:write:a']])
  expect(await windows.add('b')).toEqual({ count: 2, endsInMs: 60_000 })
  expect([await windows.count('a'), await windows.count('c')]).toEqual([2, 0])
})

test('very many go in several commands', async () => {
  const { windows, calls } = fakeCache()
  await Promise.all(Array.from({ length: 450 }, (_, nth) => windows.add(`${nth}`)))
  expect(calls.map(({ length }) => length)).toEqual([200, 200, 50])
})

test('a cluster, whose keys lie in several slots, is asked for each by itself', async () => {
  const { windows, calls } = fakeCache(Cluster.prototype)
  expect(await counted([windows.add('a'), windows.add('b'), windows.add('a')])).toEqual([1, 1, 2])
  expect(calls.map(({ length }) => length)).toEqual([1, 1, 1])
})

test.each(['failing', 'not ready'])('while the cache is %s the process counts for itself', async (how) => {
  const { windows, calls, state } = fakeCache()
  await windows.add('a')
  state.failing = how === 'failing'
  state.status = how === 'failing' ? 'ready' : 'reconnecting'
  expect(await counted([windows.add('a'), windows.add('a'), windows.add('b')])).toEqual([1, 2, 1])
  expect(await windows.count('a')).toBe(2)
  expect(calls).toHaveLength(1)
})
