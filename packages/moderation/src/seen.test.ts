import { expect, test } from 'vitest'
import { findContacts } from './contacts.ts'
import { hostsOf, linksIn } from './links.ts'
import { seenOf } from './seen.ts'

test.each([
  ['casino.*com*', 'casino.com'],
  ['casino.**com**/win', 'casino.com'],
  ['*casino*.com', 'casino.com'],
  ['_casino_.com', 'casino.com'],
  ['`casino`.com', 'casino.com'],
  ['casino.\u200bcom', 'casino.com'],
  ['casino\u2060.com', 'casino.com'],
  ['casino.\u00adcom', 'casino.com'],
  ['casino。com', 'casino.com'],
  ['casino․com', 'casino.com'],
  ['ｃａｓｉｎｏ．ｃｏｍ', 'casino.com'],
  ['𝐜𝐚𝐬𝐢𝐧𝐨.𝐜𝐨𝐦', 'casino.com'],
  ['Casino.Com', 'casino.com'],
  ['casino.live', 'casino.live'],
  ['casino.click', 'casino.click'],
])('%s is a host', (written, host) => {
  expect(hostsOf(`Смотрите ${written} там`)).toEqual([host])
})

test.each([
  ['phone', '+375-*29*-123-45-67'],
  ['phone', '+375291\u200b234567'],
  ['phone', '＋３７５２９１２３４５６７'],
  ['phone', '+375‑29‑123‑45‑67'],
  ['phone', '+375–29–123–45–67'],
  ['phone', '029 123 45 67'],
  ['phone', '375 29 123 45 67'],
  ['phone', '80 29 123 45 67'],
  ['phone', '8.916.123.45.67'],
  ['email', 'ivan@*mail.ru*'],
  ['email', 'ivan@\u200bmail.ru'],
  ['messenger', 't.*me*/casino_win'],
  ['messenger', 'тг — casino_win'],
  ['messenger', 'в телеге @casino_win'],
  ['messenger', 'инста: casino_win'],
])('a %s: %s', (kind, written) => {
  expect(findContacts(`Вот ${written} там`)).toMatchObject([{ kind }])
})

test.each([
  'Квартиры подорожали с 100 000-150 000 до 200 000 долларов.',
  'Бюджет 8 000 000 000 рублей, было 77 000 000 000.',
  'Магазин закрыли в 21.00.Жаль, хлеба нет.By then it was late.',
  'Матч был 3:2, поезд в 8.30-12.00, дедушка воевал 1941–1945.',
  'Читаю в телеграме Onliner и на Node.js пишу в main.rs.',
])('nothing: %s', (text) => {
  expect([hostsOf(text), findContacts(text)]).toEqual([[], []])
})

test('what is found lies where it was written', () => {
  const body = 'a 𝐜*b*.\u200bcom z'
  const [link] = linksIn(body)
  expect(body.slice(link?.start, link?.end)).toContain('com')
  expect(seenOf('plain').spanOf(1, 3)).toEqual({ start: 1, end: 3 })
})
