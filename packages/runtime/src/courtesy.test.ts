import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCourtesy } from './courtesy.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

/** Heavy work that asks for its turn, and whether it has gone on. */
const setUp = () => {
  const courtesy = createCourtesy({ mostMs: 60, atOnce: 2 })
  const ask = () => {
    const asked = { goesOn: false }
    void (async () => {
      await courtesy.turn()
      asked.goesOn = true
    })()
    return asked
  }
  /** So much heavy work comes at once; what to call when a piece that has begun is over. */
  const crowd = (many: number) => {
    const begun: (() => void)[] = []
    for (let nth = 0; nth < many; nth += 1) void Promise.resolve(courtesy.enter()).then((leave) => begun.push(leave))
    return begun
  }
  return { ...courtesy, ask, crowd }
}

test('where nothing light is under way, heavy work goes on at once', () => {
  expect(setUp().turn()).toBeUndefined()
})

test('heavy work waits until all that is light has ended', async () => {
  const { begin, end, ask } = setUp()
  begin('one')
  begin('other')
  const heavy = ask()
  end('one')
  await pass(20)
  expect(heavy.goesOn).toBe(false)
  end('other')
  await pass(0)
  expect(heavy.goesOn).toBe(true)
})

test('it waits no longer than the most, and then has as long for itself, whatever comes', async () => {
  const { begin, turn, ask } = setUp()
  begin('one')
  const heavy = ask()
  await pass(50)
  begin('other')
  await pass(10)
  expect(heavy.goesOn).toBe(true)
  await pass(30)
  begin('one more')
  await pass(29)
  expect(turn()).toBeUndefined()
  await pass(1)
  const next = ask()
  await pass(0)
  expect(next.goesOn).toBe(false) // `one more` came in the meantime and waits still
  await pass(60)
  expect(next.goesOn).toBe(true)
})

test('what never ends holds nothing up for ever', async () => {
  const { begin, turn } = setUp()
  begin('lost')
  await pass(60)
  expect(turn()).toBeUndefined()
  await pass(600)
  expect(turn()).toBeUndefined()
})

test('half of the time is left to heavy work, however much is light', async () => {
  const { begin, end, turn } = setUp()
  let held = 0
  for (let ms = 0; ms < 6_000; ms += 1) {
    if (ms % 10 === 0) begin(`light ${ms}`)
    if (ms % 10 === 9) end(`light ${ms - 9}`)
    if (turn() !== undefined) held += 1
    await pass(1)
  }
  expect(held).toBeGreaterThan(1_000)
  expect(held).toBeLessThanOrEqual(3_060)
})

test('it is known for a while that something light came', async () => {
  const { begin, end, isAsked } = setUp()
  expect(isAsked()).toBe(false)
  begin('one')
  end('one')
  expect(isAsked()).toBe(true)
  await pass(200)
  expect(isAsked()).toBe(false)
})

test('while anything light came lately, few pieces of heavy work begin, and each leaves its place to another', async () => {
  const { begin, end, crowd } = setUp()
  const before = crowd(5)
  await pass(0)
  expect(before).toHaveLength(5)
  begin('one')
  end('one')
  const after = crowd(5)
  for (const leave of before.slice(0, 3)) leave()
  await pass(0)
  expect(after).toHaveLength(0)
  before[3]?.()
  await pass(0)
  expect(after).toHaveLength(1)
  after[0]?.()
  await pass(0)
  expect(after).toHaveLength(2)
})

test('what hangs inside keeps nobody outside once nothing light came for a while', async () => {
  const { begin, crowd } = setUp()
  begin('one')
  const heavy = crowd(5)
  await pass(0)
  expect(heavy).toHaveLength(2)
  await pass(400)
  expect(heavy).toHaveLength(5)
})

test('closing lets go on who waits', async () => {
  const { begin, ask, crowd, close } = setUp()
  begin('one')
  const [heavy, more] = [ask(), crowd(5)]
  close()
  await pass(0)
  expect([heavy.goesOn, more.length]).toEqual([true, 5])
})
