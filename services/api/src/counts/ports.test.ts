import { expect, test } from 'vitest'
import { systemTicker } from './ports.ts'

test('the machine’s ticking goes on, calls once, and not what was called off', async () => {
  const began = systemTicker.now()
  const called: string[] = []
  const cancel = systemTicker.after(1, () => called.push('called off'))
  cancel()
  await new Promise<void>((resolve) => {
    systemTicker.after(1, () => called.push('first'))
    systemTicker.after(20, resolve)
    setTimeout(() => undefined, 30) // the ticker itself keeps no process alive
  })
  expect(called).toEqual(['first'])
  expect(systemTicker.now() - began).toBeGreaterThan(15)
  expect(systemTicker.now() - began).toBeLessThan(60_000)
})
