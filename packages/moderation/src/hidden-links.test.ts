import { describe, expect, test } from 'vitest'
import { hiddenLinks } from './hidden-links.ts'

const shown = (body: string) => {
  const { spelled, deceptive } = hiddenLinks(body)
  const text = ({ start, end }: { start: number; end: number }) => body.slice(start, end)
  return { spelled: spelled.map(text), deceptive: deceptive.map(text) }
}

describe('spelled so that it is no link', () => {
  test.each([
    ['go to spam[.]com now', 'spam[.]com'],
    ['go to spam (dot) com now', 'spam (dot) com'],
    ['go to casino dot com', 'casino dot com'],
    ['зайди на казино точка ру', 'казино точка ру'],
    ['hxxps://spam.com/x', 'hxxps://spam.com/x'],
    ['https : //spam.com/x', 'https : //spam.com/x'],
  ])('%s', (body, spelled) => {
    expect(shown(body).spelled).toEqual([spelled])
  })
})

test.each([
  ['spam (dot) com and eggs dot net', ['spam (dot) com', 'eggs dot net']],
  ['spam(dot)com-eggs(dot)net', ['spam(dot)com']],
  ['spam(dot)com(dot)net', ['spam(dot)com']],
  ['(dot)spam(dot)com', ['spam(dot)com']],
  ['a  dot com', []],
  [`${'я'.repeat(90)} dot com`, [`${'я'.repeat(63)} dot com`]],
  ['世'.repeat(2_000) + ' (', []],
])('one after the other, each with its own name: %s', (body, spelled) => {
  expect(shown(body).spelled).toEqual(spelled)
})

describe('leads elsewhere than it looks', () => {
  test.each([
    '[paypal.com](https://evil.com/login)',
    '[https://bank.by](https://evil.ru)',
    '[url=https://evil.com]here[/url]',
    '<a href="https://evil.com">here</a>',
  ])('%s', (body) => {
    expect(shown(body).deceptive).toHaveLength(1)
  })
})

describe('nothing hidden in', () => {
  test.each([
    'https://example.com and http://example.com',
    '[the report](https://example.com/report)',
    '[example.com](https://www.example.com/report)',
    'I wrote (dot) and a dot on the map. A dot is a dot',
    'точка зрения и точка отсчёта',
    'a [.] b',
  ])('%s', (body) => {
    expect(shown(body)).toEqual({ spelled: [], deceptive: [] })
  })
})
