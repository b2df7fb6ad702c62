import { expect, test } from 'vitest'
import { articleOf, foldKey } from './article-key.ts'

const site = { hosts: ['paper.example', 'www.paper.example', 'm.paper.example:8443'] }
const local = { hosts: ['localhost:8787', '127.0.0.1:8787'] }

test.each([
  ['https://paper.example/news/1', 'https://paper.example/news/1'],
  ['http://paper.example/news/1', 'https://paper.example/news/1'],
  ['https://WWW.Paper.Example/news/1/', 'https://paper.example/news/1'],
  ['https://m.paper.example:8443/news/1', 'https://paper.example/news/1'],
  ['https://paper.example:443/news/1', 'https://paper.example/news/1'],
  ['https://paper.example//news///1#comments', 'https://paper.example/news/1'],
  ['https://paper.example/news/../news/1', 'https://paper.example/news/1'],
  ['https://paper.example/news/1?utm_source=a&fbclid=b&page=2', 'https://paper.example/news/1?page=2'],
  ['https://paper.example/news/1?page=2&amp;utm_source=a&amp;fbclid=b', 'https://paper.example/news/1?page=2'],
  ['https://paper.example/news/1?page=2&gad_source=1&gad_campaignid=2&etext=3', 'https://paper.example/news/1?page=2'],
  ['https://paper.example/news/1?mtm_campaign=a&pk_kwd=b&at_medium=c&ymclid=4', 'https://paper.example/news/1'],
  ['https://paper.example/news/1?at=9&pk=3&amp;page=2', 'https://paper.example/news/1?amp;page=2&at=9&pk=3'],
  ['https://paper.example/news/1?page=2&email=reader%40mail.example', 'https://paper.example/news/1?page=2'],
  ['https://paper.example/news/1?e=reader@mail.example', 'https://paper.example/news/1'],
  ['https://paper.example/news/1?by=@ada', 'https://paper.example/news/1?by=@ada'],
  ['https://paper.example/news/1?b=2&a=1', 'https://paper.example/news/1?a=1&b=2'],
  ['https://paper.example/Навіны', 'https://paper.example/%D0%9D%D0%B0%D0%B2%D1%96%D0%BD%D1%8B'],
  ['https://paper.example/', 'https://paper.example'],
])('%s is the article %s', (url, articleKey) => {
  expect(articleOf(site, { url })).toEqual({ articleKey, articleUrl: articleKey })
})

test.each([
  'https://paper.example.evil.io/a',
  'https://evilpaper.example/a',
  'https://paper.example:444/a',
  'https://paper.example@evil.io/a',
  'https://user@paper.example/a',
  'http://169.254.169.254/latest/meta-data',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'https://xn--pper-7na.example/',
  'not an address',
])('%s is on none of the site’s hosts', (url) => {
  expect(articleOf(site, { url })).toBeUndefined()
})

test.each([
  ['https://new.example/a?utm_source=b', 'https://old.example/a', 'https://new.example/a'],
  ['https://old.example/a', 'https://old.example/a', 'https://new.example/a'],
])('where the first host is a new one, %s is the article of before, at its address now', (url, key, articleUrl) => {
  const moved = { hosts: ['new.example', 'old.example'], keyHost: 'old.example' }
  expect(articleOf(moved, { url })).toEqual({ articleKey: key, articleUrl })
  expect([foldKey(moved, url), foldKey({ ...moved, hosts: ['new.example'] }, key)]).toEqual([key, key])
})

const amp = { hosts: ['paper.example', 'amp.paper.example'] }
test.each([
  'https://paper.example/news/1/amp',
  'https://paper.example/news/1/amp/',
  'https://paper.example/news/1//AMP//amp',
  'https://paper.example/news/1.amp',
  'https://paper.example/news/1?amp',
  'https://paper.example/news/1?amp=1',
  'https://paper.example/news/1?outputType=amp',
  'https://paper.example/news/1/amp?amp_js_v=0.1&usqp=mq331AQGCA&amp_gsa=1#aoh=2',
  'https://amp.paper.example/news/1',
  'https://paper.example./news/1',
  'https://paper-example.cdn.ampproject.org/c/s/paper.example/news/1/amp',
  'https://paper-example.cdn.ampproject.org/v/s/amp.paper.example/news/1?amp_js_v=a1',
  'https://cdn.ampproject.org/c/paper.example/news/1',
])('%s is an AMP form of /news/1', (url) => {
  expect(articleOf(amp, { url })?.articleKey).toBe('https://paper.example/news/1')
})

test.each([
  ['https://paper.example/amp', 'https://paper.example/amp'],
  ['https://paper.example/amp/news', 'https://paper.example/amp/news'],
  ['https://paper.example/guitar-amp', 'https://paper.example/guitar-amp'],
  ['https://paper.example/news/amplifier', 'https://paper.example/news/amplifier'],
  ['https://paper.example/1.amp.html', 'https://paper.example/1.html'],
  ['https://paper.example/1?outputType=json', 'https://paper.example/1?outputType=json'],
  ['https://paper.example/1?ampere=3', 'https://paper.example/1?ampere=3'],
  ['https://paper.example/%d0%b0', 'https://paper.example/%D0%B0'],
])('%s is the page %s and no other', (url, articleKey) => {
  expect(articleOf(amp, { url })?.articleKey).toBe(articleKey)
})

test.each([
  'https://evil-example.cdn.ampproject.org/c/s/evil.example/news/1',
  'https://paper-example.cdn.ampproject.org/i/s/paper.example/photo.png',
  'https://paper-example.cdn.ampproject.org/',
  'https://cdn.ampproject.org.evil.example/c/s/paper.example/a',
  'https://amp.evil.example/news/1',
])('%s is no page of the site', (url) => {
  expect(articleOf(amp, { url })).toBeUndefined()
})

test('the same page has the same key on every mirror', () => {
  const keys = site.hosts.flatMap((host) => ['http', 'https'].map((scheme) => `${scheme}://${host}/a/?utm_medium=x`))
  expect(new Set(keys.map((url) => articleOf(site, { url })?.articleKey))).toEqual(new Set(['https://paper.example/a']))
})

test('a host with a port of its own keeps http, so that the address can be followed', () => {
  expect(articleOf(local, { url: 'http://127.0.0.1:8787/demo' })?.articleKey).toBe('http://localhost:8787/demo')
})

test.each(['http://localhost:3000/a', 'http://localhost/a', 'https://localhost:8443/a/', 'http://localhost.:3000/a'])(
  '%s is on a machine’s own name, which stands for all its ports',
  (url) => {
    expect(articleOf({ hosts: ['paper.example', 'localhost'] }, { url })?.articleKey).toBe('https://paper.example/a')
    expect(articleOf({ hosts: ['localhost'] }, { url })?.articleKey).toBe('https://localhost/a')
    expect(articleOf({ hosts: ['localhost:9123', 'paper.example'] }, { url })).toBeUndefined()
  },
)

test('a key stands as it is, unless it is an address of the site', () => {
  expect(articleOf(site, { key: 'Story/42?x', url: 'https://paper.example/b' })).toEqual({ articleKey: 'Story/42?x' })
  expect(foldKey(site, 'https://www.paper.example/a/')).toBe('https://paper.example/a')
  expect(foldKey(site, 'https://elsewhere.example/a/')).toBe('https://elsewhere.example/a/')
})

test('folding twice is folding once', () => {
  for (const path of [
    '/a//b/?z=1&y=%20',
    '/a.amp/amp/x.amp.amp.html',
    '/a/amp.amp/amp',
    '/amp/amp',
    '//amp//',
    '/%e2%82%AC/amp?amp',
  ]) {
    const once = foldKey(site, `http://www.paper.example${path}`)
    expect(foldKey(site, once)).toBe(once)
  }
})
