import { expect, test } from 'vitest'
import { signalsOf } from './codes-of.ts'
import { wave } from './wave.ts'

const near = { facts: { wave: { size: 40 } } }

test('nothing is said of a comment that is near no rejected wave', () => {
  expect(signalsOf(wave)).toEqual([])
})

test.each(['hold', 'reject'] as const)('what is near a rejected wave: %s, as the site chose', (waveAction) => {
  const [signal] = signalsOf(wave, { ...near, rules: { waveAction } })
  expect(signal).toMatchObject({ code: 'wave.rejected', wants: waveAction, reason: 'spam' })
  expect(signal?.says).toContain('40 near-copies')
})

test('a site may let it pass', () => {
  expect(signalsOf(wave, { ...near, rules: { waveAction: 'none' } })).toEqual([])
})
