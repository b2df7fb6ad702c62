import { createLog } from '@parley/runtime'
import { expect, test, vi } from 'vitest'
import { openSideLane } from './side-lane.ts'

const silent = createLog({ service: 'test', level: 'silent' })

test('a lane takes so much at once and leaves the rest to the sweep', async () => {
  const lane = openSideLane({ log: silent, most: 1 })
  const { promise, resolve } = Promise.withResolvers<void>()
  expect([lane.run('paper', () => promise), lane.run('other', async () => undefined)]).toEqual([true, false])
  resolve()
  await lane.close()
  expect(lane.run('paper', async () => undefined)).toBe(false)
})

test('its end waits for what runs', async () => {
  const lane = openSideLane({ log: silent })
  const { promise, resolve } = Promise.withResolvers<void>()
  const done: string[] = []
  lane.run('paper', async () => {
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
  lane.run('paper', () => Promise.reject(new Error('the store is away')))
  await lane.close()
  expect(lines.join('')).toContain('job.outside-failed')
})

test('one site takes half of it and leaves room for others, however long its checker takes', async () => {
  const lane = openSideLane({ log: silent, most: 4 })
  const { promise, resolve } = Promise.withResolvers<void>()
  const slow = () => lane.run('slow', () => promise)
  expect([slow(), slow(), slow()]).toEqual([true, true, false])
  const calm = () => lane.run('calm', () => promise)
  expect([calm(), calm(), calm()]).toEqual([true, true, false])
  resolve()
  await lane.close()
})

test('what is done makes room for its site again', async () => {
  const lane = openSideLane({ log: silent, most: 2 })
  const { promise, resolve } = Promise.withResolvers<void>()
  lane.run('paper', () => promise)
  expect(lane.run('paper', async () => undefined)).toBe(false)
  resolve()
  await vi.waitFor(() => expect(lane.run('paper', async () => undefined)).toBe(true))
})
