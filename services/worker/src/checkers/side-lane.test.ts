import { createLog } from '@parley/runtime'
import { expect, test } from 'vitest'
import { openSideLane } from './side-lane.ts'

const silent = createLog({ service: 'test', level: 'silent' })

test('a lane takes so much at once and leaves the rest to the sweep', async () => {
  const lane = openSideLane({ log: silent, most: 1 })
  const { promise, resolve } = Promise.withResolvers<void>()
  expect([lane.run(() => promise), lane.run(async () => undefined)]).toEqual([true, false])
  resolve()
  await lane.close()
  expect(lane.run(async () => undefined)).toBe(false)
})

test('its end waits for what runs', async () => {
  const lane = openSideLane({ log: silent })
  const { promise, resolve } = Promise.withResolvers<void>()
  const done: string[] = []
  lane.run(async () => {
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
  lane.run(() => Promise.reject(new Error('the store is away')))
  await lane.close()
  expect(lines.join('')).toContain('job.outside-failed')
})
