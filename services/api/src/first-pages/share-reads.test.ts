import { expect, test } from 'vitest'
import { shareReads } from './share-reads.ts'

const setUp = () => {
  const at = { now: 0 }
  const reads: PromiseWithResolvers<string>[] = []
  const shared = shareReads<string>(() => at.now)
  const ask = (key: string) =>
    shared(key, () => {
      const read = Promise.withResolvers<string>()
      reads.push(read)
      return read.promise
    })
  return { at, reads, ask }
}

test('a crowd that asks for the same is answered by one read, others by their own', async () => {
  const { reads, ask } = setUp()
  const crowd = [ask('a'), ask('a'), ask('b'), ask('a')]
  reads[0]?.resolve('page a')
  reads[1]?.resolve('page b')
  expect(await Promise.all(crowd)).toEqual(['page a', 'page a', 'page b', 'page a'])
  expect(reads).toHaveLength(2)
})

test('who comes when it is over, or when it takes long, has a read of their own', async () => {
  const { at, reads, ask } = setUp()
  const first = ask('a')
  reads[0]?.resolve('old')
  expect(await first).toBe('old')
  const slow = ask('a')
  at.now = 250
  const fresh = ask('a')
  reads[2]?.resolve('newer')
  expect(await fresh).toBe('newer')
  reads[1]?.resolve('new')
  expect(await slow).toBe('new')
  expect(await Promise.race([ask('a'), Promise.resolve('asked again')])).toBe('asked again')
})

test('a read that fails fails all who shared it, and nobody after them', async () => {
  const { reads, ask } = setUp()
  const crowd = [ask('a'), ask('a')]
  reads[0]?.reject(new Error('away'))
  expect((await Promise.allSettled(crowd)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  const next = ask('a')
  reads[1]?.resolve('back')
  expect(await next).toBe('back')
})
