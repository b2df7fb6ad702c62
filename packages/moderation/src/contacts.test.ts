import { describe, expect, test } from 'vitest'
import { findContacts } from './contacts.ts'

const found = (body: string) => findContacts(body).map(({ kind, start, end }) => [kind, body.slice(start, end)])
const kindsIn = (body: string) => findContacts(body).map(({ kind }) => kind)

describe('telephone numbers', () => {
  test.each(['+375 29 123-45-67', '+1 (212) 555-0142', '8 (017) 123-45-67', '80291234567', '375291234567'])(
    '%s',
    (number) => {
      expect(found(`Call ${number}, please`)).toEqual([['phone', number]])
    },
  )
})

describe('messengers', () => {
  test.each([
    't.me/quick_money',
    'https://wa.me/375291234567',
    'telegram: @quick_money',
    'Telegram @quick_money',
    'WhatsApp +375291234567',
    'телеграм @quick_money',
    'пишите мне в тг: @quick_money',
    'тэлеграм @quick_money',
    '@quick_money_bot',
    '➡️ @quick_money',
  ])('%s', (body) => {
    expect(kindsIn(body)).toContain('messenger')
  })
})

describe('wallets', () => {
  test.each([
    '0x52908400098527886E0F7030069857D2E4169EE7',
    'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
    '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    'TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC',
  ])('%s', (wallet) => {
    expect(found(`Send to ${wallet}!`)).toEqual([['wallet', wallet]])
  })
})

test('a wallet is found wherever it stands', () => {
  const wallet = '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'
  for (let before = 0; before < 60; before++) {
    expect(found(`${'.'.repeat(before)} ${wallet}`)).toEqual([['wallet', wallet]])
  }
})

describe('e-mail addresses', () => {
  test.each(['anna@mail.com', 'a.b+c@mail.example.co.uk', 'anna[at]mail.com', 'анна@почта.рф'])('%s', (address) => {
    expect(found(`Write to ${address}`)).toEqual([['email', address]])
  })
})

describe('none in', () => {
  test.each([
    'In 2014-2024 it cost 12 500 000 roubles, that is 1000000000000',
    'On 24.03.2024 12:30:45 and 2024-03-24 10:00',
    'From 203.100.234.112 at noon',
    'I read it on Telegram, WhatsApp or Viber; the signal is weak',
    '@anna I agree with you',
    'Прочитал в телеграме, что рейс 12345678 отменили',
    'ISBN 978-985-01-1234-5 is a book I like',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ])('%s', (body) => {
    expect(found(body)).toEqual([])
  })
})
