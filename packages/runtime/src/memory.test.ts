import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { giveBackMemory, memoryEnv } from './memory.ts'

const MB = 1_048_576

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A machine that collects down to 40 MB, what each look of it finds, and the seconds at which it collected. */
const machine = () => {
  const seen = { busy: 0, heap: 100 * MB }
  const collected: number[] = []
  const began = Date.now()
  const now = () => Date.now() - began
  const collect = () => {
    collected.push(now() / 1_000)
    seen.heap = 40 * MB
  }
  const looks = giveBackMemory({ now, busy: () => seen.busy, heapBytes: () => seen.heap, collect })
  return { seen, collected, looks, pass: (seconds: number) => vi.advanceTimersByTime(seconds * 1_000) }
}

test('collects once the start is over, and no more while nothing comes', () => {
  const { collected, pass } = machine()
  pass(600)
  expect(collected).toEqual([2])
})

test('waits for a look in which the event loop rested', () => {
  const { seen, collected, pass } = machine()
  seen.busy = 0.5
  pass(600)
  expect(collected).toEqual([])
  seen.busy = 0.01
  pass(2)
  expect(collected).toEqual([602])
})

test('collects again after a storm, once a minute at most', () => {
  const { seen, collected, pass } = machine()
  pass(10)
  seen.heap = 300 * MB
  pass(50)
  expect(collected).toEqual([2])
  pass(10)
  expect(collected).toEqual([2, 62])
})

test('a little more than before is not worth it', () => {
  const { seen, collected, pass } = machine()
  pass(10)
  seen.heap = 60 * MB
  pass(600)
  expect(collected).toEqual([2])
})

test('looks no more once it is put away', () => {
  const { collected, looks, pass } = machine()
  looks[Symbol.dispose]()
  pass(600)
  expect(collected).toEqual([])
})

test('a process that rests after work holds less, and one without the flag lives on as it was', async () => {
  const script = (looks: number) => `
    import { giveBackMemory } from ${JSON.stringify(new URL('memory.ts', import.meta.url).href)}
    import { setTimeout as delay } from 'node:timers/promises'
    import { getHeapStatistics } from 'node:v8'
    giveBackMemory()
    for (let made = [], n = 0; n < 3; n += 1) made = Array.from({ length: 400_000 }, (_, at) => ({ at }))
    const before = getHeapStatistics().total_heap_size
    for (let n = 0; n < ${looks} && getHeapStatistics().total_heap_size > before / 2; n += 1) await delay(200)
    console.log(getHeapStatistics().total_heap_size < before / 2)`
  const run = async (looks: number, flags: string[]) => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...flags,
      '--input-type=module',
      '-e',
      script(looks),
    ])
    return stdout.trim()
  }
  expect(await Promise.all([run(100, ['--expose-gc']), run(15, [])])).toEqual(['true', 'false'])
})

test('a service collects by itself, and holds as much as its owner says or 768 MB', async () => {
  const script = `const { heap_size_limit } = require('node:v8').getHeapStatistics()
    console.log(Math.round(heap_size_limit / 2 ** 20), typeof gc, process.env.NODE_OPTIONS.endsWith(' '))`
  const run = async (own?: string) => {
    const env = memoryEnv({ NODE_OPTIONS: own })
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env })
    return stdout.trim().split(' ')
  }
  const [usual, more] = await Promise.all([run(), run('--max-old-space-size=2048')])
  // The young generation comes on top: three half spaces.
  expect([usual, more]).toEqual([
    [String(768 + 3 * 16), 'function', 'false'],
    [String(2_048 + 3 * 16), 'function', 'false'],
  ])
})
