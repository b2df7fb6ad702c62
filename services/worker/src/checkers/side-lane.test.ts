import { createLog } from '@parley/runtime'
import { expect, test, vi } from 'vitest'
import { openSideLane } from './side-lane.ts'

const silent = createLog({ service: 'test', level: 'silent' })

test('a lane takes so much at once and leaves the rest to the sweep', async () => {
  const lane = openSideLane({ log: silent, most: 1 })
  const { promise, resolve } = Promise.withResolvers<void>()
  expect([lane.run('paper', ['a'], () => promise), lane.run('other', ['a'], async () => undefined)]).toEqual([
    true,
    false,
  ])
  resolve()
  await lane.close()
  expect(lane.run('paper', ['a'], async () => undefined)).toBe(false)
})

test('its end waits for what runs', async () => {
  const lane = openSideLane({ log: silent })
  const { promise, resolve } = Promise.withResolvers<void>()
  const done: string[] = []
  lane.run('paper', ['a'], async () => {
    await promise
    done.push('work')
  })
  const closed = lane.close().then(() => done.push('closed'))
  resolve()
  await closed
  expect(done).toEqual(['work', 'closed'])
})

test('what fails is logged, and makes room', async () => {
  const lines: string[] = []
  const log = createLog({ service: 'test', level: 'error' }, { write: (line: string) => void lines.push(line) })
  const lane = openSideLane({ log, most: 1 })
  lane.run('paper', ['a'], () => Promise.reject(new Error('the store is away')))
  await lane.close()
  expect(lines.join('')).toContain('job.outside-failed')
})

test('one site takes half of it and leaves room for others, however long its checker takes', async () => {
  const lane = openSideLane({ log: silent, most: 4 })
  const { promise, resolve } = Promise.withResolvers<void>()
  const slow = (id: string) => lane.run('slow', [id], () => promise)
  expect([slow('a'), slow('b'), slow('c')]).toEqual([true, true, false])
  const calm = (id: string) => lane.run('calm', [id], () => promise)
  expect([calm('a'), calm('b'), calm('c')]).toEqual([true, true, false])
  resolve()
  await lane.close()
})

test('what is done makes room for its site again', async () => {
  const lane = openSideLane({ log: silent, most: 2 })
  const { promise, resolve } = Promise.withResolvers<void>()
  lane.run('paper', ['a'], () => promise)
  expect(lane.run('paper', ['b'], async () => undefined)).toBe(false)
  resolve()
  await vi.waitFor(() => expect(lane.run('paper', ['a'], async () => undefined)).toBe(true))
})

test('what it is at already is not begun again; another site may call its comment the same', async () => {
  const lane = openSideLane({ log: silent, most: 4 })
  const { promise, resolve } = Promise.withResolvers<void>()
  const begun: string[][] = []
  const begin = (siteId: string, ids: string[]) =>
    lane.run(siteId, ids, async (mine) => {
      begun.push([...mine])
      await promise
    })
  expect([begin('paper', ['a', 'b']), begin('paper', ['b', 'c']), begin('other', ['a'])]).toEqual([true, true, true])
  expect(begin('paper', ['a', 'c'])).toBe(false)
  expect(begun).toEqual([['a', 'b'], ['c'], ['a']])
  resolve()
  await lane.close()
})

test('work is told when the lane closes', async () => {
  const lane = openSideLane({ log: silent })
  const told: boolean[] = []
  lane.run('paper', ['a'], async (_mine, closing) => {
    await new Promise((resolve) => closing.addEventListener('abort', resolve))
    told.push(closing.aborted)
  })
  await lane.close()
  expect(told).toEqual([true])
})
