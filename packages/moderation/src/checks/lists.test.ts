import { describe, expect, test } from 'vitest'
import { codesOf, shownOf, signalsOf } from './codes-of.ts'
import { lists } from './lists.ts'

describe('phrases', () => {
  test.each([
    ['as it stands', 'magic pills', 'Buy magic pills here', true],
    ['in capitals', 'Magic Pills', 'buy MAGIC PILLS here', true],
    ['in disguise', 'magic pills', 'buy m4gic pi11s here', true],
    ['in another alphabet', 'magic pills', 'mаgiс рills', true],
    ['in single letters', 'pills', 'p i l l s', true],
    ['in a longer word', 'pill', 'pillow', false],
    ['in a longer word, with a star', 'pill*', 'pillow', true],
    ['in Belarusian', 'цуда-пігулкі', 'Цуда пігулкі тут', true],
    ['as an emoji', '🍆', 'hello 🍆', true],
    ['not at all', 'magic pills', 'magic is not pills', false],
  ])('%s', (_, phrase, body, found) => {
    expect(codesOf(lists, { body, rules: { blockedPhrases: [phrase] } })).toEqual(found ? ['list.blocked-phrase'] : [])
  })

  test('point at themselves in the original text', () => {
    expect(shownOf(lists, { body: 'Buy p\u200bi11s now', rules: { heldPhrases: ['pills'] } })).toEqual(['p\u200bi11s'])
  })

  test('in the author’s name', () => {
    const rules = { blockedPhrases: ['casino'] }
    expect(codesOf(lists, { authorName: 'Best Casino', rules })).toEqual(['list.blocked-phrase'])
  })

  test('that are banned are blocked', () => {
    const facts = { bans: [{ kind: 'phrase' as const, value: 'magic pills' }] }
    expect(codesOf(lists, { body: 'magic pills', facts })).toEqual(['list.blocked-phrase'])
  })

  test('that are only quoted are held, for whoever quotes may be answering', () => {
    const [signal] = signalsOf(lists, {
      body: '> magic pills\nThis is a fraud',
      rules: { blockedPhrases: ['magic pills'] },
    })
    expect(signal).toMatchObject({ code: 'list.blocked-phrase', wants: 'hold' })
  })

  test('that are quoted and said are rejected', () => {
    const [signal] = signalsOf(lists, {
      body: '> magic pills\nmagic pills',
      rules: { blockedPhrases: ['magic pills'] },
    })
    expect(signal).toMatchObject({ wants: 'reject' })
  })
})

describe('domains', () => {
  test.each([
    ['the domain', 'spam.example.com', 'spam.example.com', true],
    ['a host below it', 'example.com', 'https://a.b.example.com/x', true],
    ['written as an address', 'https://www.Example.com/path', 'www.example.com', true],
    ['in its own script', 'пример.рф', 'https://a.xn--e1afmkfd.xn--p1ai/x', true],
    ['in punycode', 'xn--e1afmkfd.xn--p1ai', 'Смотрите пример.рф', true],
    ['another with the same end', 'example.com', 'https://notexample.com', false],
    ['another with the same beginning', 'example.com', 'https://example.com.evil.org', false],
  ])('%s', (_, domain, body, found) => {
    expect(codesOf(lists, { body, rules: { blockedDomains: [domain] } })).toEqual(found ? ['list.blocked-domain'] : [])
  })

  test('that are banned are blocked, those on the other list held', () => {
    const body = 'https://spam.com and https://odd.com'
    const facts = { bans: [{ kind: 'host' as const, value: 'spam.com' }] }
    expect(signalsOf(lists, { body, facts, rules: { heldDomains: ['odd.com'] } })).toMatchObject([
      { code: 'list.blocked-domain', wants: 'reject', reason: 'bad-link' },
      { code: 'list.held-domain', wants: 'hold' },
    ])
  })
})

describe('authors', () => {
  const bans = [{ kind: 'author' as const, value: 'key-1' }]

  test.each([
    ['a banned one', { facts: { bans } }, ['list.blocked-author']],
    ['nobody in particular', {}, []],
    ['a blocked name', { authorName: ' SPАMMER ', rules: { blockedAuthors: ['Spammer'] } }, ['list.blocked-author']],
    ['a held name', { authorName: 'Doubtful One', rules: { heldAuthors: ['doubtful one'] } }, ['list.held-author']],
    ['a name that contains it', { authorName: 'Spammers', rules: { blockedAuthors: ['Spammer'] } }, []],
    ['no name', { rules: { blockedAuthors: ['!'] } }, []],
  ])('%s', (_, wanted, codes) => {
    expect(codesOf(lists, wanted)).toEqual(codes)
  })
})
