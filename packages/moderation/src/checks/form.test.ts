import { expect, test } from 'vitest'
import { codesOf, signalsOf } from './codes-of.ts'
import { form } from './form.ts'

const short = 'Thank you'
const long = 'a'.repeat(300)

test.each([
  ['no form was timed', short, {}, []],
  ['three seconds', short, { formMs: 3_000 }, []],
  ['under three seconds', short, { formMs: 2_999 }, ['form.too-fast']],
  ['300 characters in 20 seconds', long, { formMs: 20_000 }, []],
  ['300 characters in 18 seconds', long, { formMs: 18_000 }, ['form.too-fast']],
  ['a wrong token', short, { badChallenge: true }, ['form.bad-challenge']],
  ['no scripts under pressure', short, { plainForm: true, underPressure: true }, ['form.pressure']],
  ['the hidden field', short, { trap: true }, ['form.honeypot']],
  [
    'everything at once',
    short,
    { trap: true, formMs: 1, badChallenge: true },
    ['form.honeypot', 'form.too-fast', 'form.bad-challenge'],
  ],
])('%s', (_, body, facts, codes) => {
  expect(codesOf(form, { body, facts })).toEqual(codes)
})

test('only the hidden field is sure enough to reject', () => {
  const signals = signalsOf(form, { body: short, facts: { trap: true, formMs: 1, badChallenge: true } })
  expect(signals.filter(({ wants }) => wants === 'reject').map(({ code }) => code)).toEqual(['form.honeypot'])
})
