import type { Arrival } from '@parley/store'
import { expect, test } from 'vitest'
import { rememberStrays } from './strays.ts'

const arrival = (near = 0.5) => ({ near }) as Arrival

test('a stray is taken out once, and kept again for ten tries', () => {
  const strays = rememberStrays()
  const one = arrival()
  strays.keep('paper', [one])
  expect(strays.take('other')).toEqual([])
  for (let tries = 0; tries < 10; tries += 1) {
    const taken = strays.take('paper')
    expect(taken).toEqual([one])
    expect(strays.take('paper')).toEqual([])
    strays.keep('paper', taken)
  }
  expect(strays.take('paper')).toEqual([])
})

test('of a site the newest hundred are remembered, and a hundred sites', () => {
  const strays = rememberStrays()
  const many = Array.from({ length: 130 }, (_, at) => arrival(at))
  strays.keep('paper', many)
  expect(strays.take('paper')).toEqual(many.slice(30))
  for (let site = 0; site < 120; site += 1) strays.keep(`s${site}`, [arrival()])
  expect([strays.take('s0'), strays.take('s119')]).toMatchObject([[], [{}]])
})
