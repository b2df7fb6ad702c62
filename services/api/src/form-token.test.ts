import { expect, test } from 'vitest'
import { FORM_LIFE_MS, signForm, verifyForm } from './form-token.ts'

const secret = Buffer.from('a secret')
const shown = new Date('2026-11-23T12:00:00Z')
const after = (ms: number) => new Date(shown.getTime() + ms)
const token = signForm(secret, 'paper', shown)

test('a token tells how long its form was open', () => {
  expect(verifyForm(secret, 'paper', token, after(5_000))).toBe(5_000)
  expect(verifyForm(secret, 'paper', token, after(FORM_LIFE_MS))).toBe(FORM_LIFE_MS)
})

test.each([
  ['after a day', 'paper', token, after(FORM_LIFE_MS + 1)],
  ['before it was shown', 'paper', token, after(-61_000)],
  ['on another site', 'other', token, after(1)],
  [
    'with another time in it',
    'paper',
    token.replace(/^\w+/, (at) => (Number.parseInt(at, 36) + 1).toString(36)),
    after(1),
  ],
  ['with something behind it', 'paper', `${token}.x`, after(1)],
  ['when it is no token', 'paper', 'x', after(1)],
  ['when it is empty', 'paper', '', after(1)],
])('a token is worth nothing %s', (_when, site, given, now) => {
  expect(verifyForm(secret, site, given, now)).toBeUndefined()
})
