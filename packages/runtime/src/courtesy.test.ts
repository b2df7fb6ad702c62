import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCourtesy } from './courtesy.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

/** Heavy work that asks for its turn, and whether it has gone on. */
const setUp = () => {
  const courtesy = createCourtesy({ mostMs: 60 })
  const ask = () => {
    const asked = { goesOn: false }
    void (async () => {
      await courtesy.turn('heavy')
      asked.goesOn = true
    })()
    return asked
  }
  return { ...courtesy, ask }
}

test('where nothing light is under way, heavy work goes on at once', () => {
  expect(setUp().turn('heavy')).toBeUndefined()
})

test('heavy work waits until all that is light has ended, each piece of it', async () => {
  const { begin, end, ask } = setUp()
  for (const name of ['one', 'other', 'other']) begin(name)
  const heavy = ask()
  end('one')
  end('other')
  await pass(20)
  expect(heavy.goesOn).toBe(false)
  end('other')
  await pass(0)
  expect(heavy.goesOn).toBe(true)
})

test('nobody waits for its own', () => {
  const { begin, turn, isAsked } = setUp()
  begin('heavy')
  expect([turn('heavy'), isAsked('heavy')]).toEqual([undefined, false])
  begin('one')
  expect([turn('heavy'), isAsked('heavy')]).toEqual([expect.any(Promise), true])
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
  expect(turn('heavy')).toBeUndefined()
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
  expect(turn('heavy')).toBeUndefined()
  await pass(600)
  expect(turn('heavy')).toBeUndefined()
})

test('half of the time is left to heavy work, however much is light', async () => {
  const { begin, end, turn } = setUp()
  let held = 0
  for (let ms = 0; ms < 6_000; ms += 1) {
    if (ms % 10 === 0) begin(`light ${ms}`)
    if (ms % 10 === 9) end(`light ${ms - 9}`)
    if (turn('heavy') !== undefined) held += 1
    await pass(1)
  }
  expect(held).toBeGreaterThan(1_000)
  expect(held).toBeLessThanOrEqual(3_060)
})

test('it is known for a while that something light came', async () => {
  const { begin, end, isAsked } = setUp()
  expect(isAsked('heavy')).toBe(false)
  begin('one')
  end('one')
  await pass(100)
  begin('other')
  await pass(150)
  expect([isAsked('heavy'), isAsked('other')]).toEqual([true, false])
  await pass(50)
  expect(isAsked('heavy')).toBe(false)
})

test('closing lets go on who waits, and leaves no timer', async () => {
  const { begin, ask, close } = setUp()
  begin('one')
  const heavy = ask()
  close()
  await pass(0)
  expect(heavy.goesOn).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
})
