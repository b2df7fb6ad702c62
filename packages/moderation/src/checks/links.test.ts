import { describe, expect, test } from 'vitest'
import { codesOf, shownOf, signalsOf } from './codes-of.ts'
import { links } from './links.ts'

const newcomer = { published: 0 }

describe('number', () => {
  test.each([
    ['no link', 'See you there', {}, []],
    ['a newcomer’s link', 'https://a.com', newcomer, ['link.first-timer']],
    ['two links', 'https://a.com https://b.com', {}, []],
    ['three links', 'https://a.com https://b.com https://c.com', {}, ['link.count']],
    ['links to the site itself', 'https://news.example/1 https://m.mirror.example/2 news.example/3', newcomer, []],
  ])('%s', (_, body, author, codes) => {
    expect(codesOf(links, { body, author })).toEqual(codes)
  })

  test('a site that lets no link pass holds the first', () => {
    expect(codesOf(links, { body: 'https://a.com', rules: { maxLinks: 0 } })).toEqual(['link.count'])
  })

  test('a link in the name counts', () => {
    expect(codesOf(links, { authorName: 'www.casino.com', author: newcomer })).toEqual(['link.first-timer'])
  })

  test('both want a hold, whoever writes', () => {
    const signals = signalsOf(links, { body: 'https://a.com https://b.com https://c.com', author: newcomer })
    expect(signals.map(({ wants }) => wants)).toEqual(['hold', 'hold'])
  })
})

describe('kind', () => {
  test.each([
    ['a shortener', 'https://bit.ly/abc', 'link.shortener'],
    ['a bare address', 'http://203.0.113.7/x', 'link.ip-host'],
    ['punycode', 'https://xn--pypal-4ve.com', 'link.punycode'],
    ['mixed alphabets', 'https://pаypal.com', 'link.punycode'],
    ['a spelled-out host', 'go to spam[.]com', 'link.hidden'],
    ['another site’s markup', '[url=https://a.com]here[/url]', 'link.hidden'],
  ])('%s', (_, body, code) => {
    expect(codesOf(links, { body })).toEqual([code])
  })
})

describe('a host that was rejected here', () => {
  const facts = (rejected: number, published: number) => ({
    hosts: { 'a.com': { authorsLastHour: 1, rejected, published } },
  })

  test.each([
    ['more often than not', 3, 1, ['link.rejected-host']],
    ['as often as published', 1, 1, ['link.rejected-host']],
    ['seldom', 1, 40, []],
    ['never', 0, 0, []],
  ])('%s', (_, rejected, published, codes) => {
    expect(codesOf(links, { body: 'https://a.com', facts: facts(rejected, published) })).toEqual(codes)
  })

  test('is named, and pointed at', () => {
    const wanted = { body: 'See https://a.com/x.', facts: facts(2, 0) }
    expect(signalsOf(links, wanted)[0]?.says).toBe('Comments with links to a.com were rejected here 2 times.')
    expect(shownOf(links, wanted)).toEqual(['https://a.com/x'])
  })

  test('is the site’s own in its own script, too', () => {
    const siteHosts = ['xn--e1afmkfd.xn--p1ai']
    expect(codesOf(links, { body: 'Читайте на пример.рф и https://www.пример.рф/а', siteHosts })).toEqual([])
  })

  test('is not looked up among what every object has', () => {
    expect(codesOf(links, { body: 'https://constructor.com www.toString.com' })).toEqual([])
  })
})
