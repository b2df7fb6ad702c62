import { expect, test } from 'vitest'
import { codesOf, signalsOf } from './codes-of.ts'
import { contact } from './contact.ts'

test.each([
  ['a telephone number', 'Call +375 29 123-45-67', ['contact.phone']],
  ['a messenger', 'Write to t.me/quick_money', ['contact.messenger']],
  ['a wallet', 'Send to 0x52908400098527886E0F7030069857D2E4169EE7', ['contact.wallet']],
  ['an e-mail address', 'Write to anna@mail.com', ['contact.email']],
  ['nothing', 'In 2024 the bridge cost 12 500 000 roubles', []],
])('%s', (_, body, codes) => {
  expect(codesOf(contact, { body })).toEqual(codes)
})

test.each([
  ['a newcomer’s is held', 0, 'hold'],
  ['another’s only weighs', 1, undefined],
])('%s', (_, published, wants) => {
  const [signal] = signalsOf(contact, { body: 'Call +375 29 123-45-67', author: { published } })
  expect(signal?.wants).toBe(wants)
})
