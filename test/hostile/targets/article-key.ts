import { hold, inTime, textOf } from './reading.ts'

type Site = { hosts: string[] }

/** What is fuzzed of the api. */
export type Keys = {
  addressOnSite(site: Site, address: string): string | undefined
  foldKey(site: Site, key: string): string
  articleOf(site: Site, draft: { url?: string; key?: string }): { articleKey: string } | undefined
}

const site = { hosts: ['paper.example', 'www.paper.example', 'm.paper.example:8080'] }
const own = 'https://paper.example'

/** An address becomes one spelling on the site's first host, which stays itself and names no reader; or it is none. */
export const check =
  ({ addressOnSite, foldKey, articleOf }: Keys) =>
  (data: Buffer): void => {
    const text = textOf(data)
    for (const address of [text, `${own}/${text}`, `http://m.paper.example:8080?${text}`]) {
      const made = inTime('folding an address', () => addressOnSite(site, address))
      const key = inTime('folding a key', () => foldKey(site, address))
      hold(`a key is folded to itself: ${JSON.stringify(key)}`, foldKey(site, key) === key)
      const named = articleOf(site, { url: address })
      hold('an article is named by its address', named === undefined || named.articleKey === made)
      if (made !== undefined) holdAddress(made, addressOnSite(site, made))
    }
  }

const holdAddress = (made: string, again: string | undefined): void => {
  const said = `${JSON.stringify(made)} became ${JSON.stringify(again)}`
  hold(`an address is folded to itself: ${said}`, again === made)
  const url = URL.parse(made)
  hold(`on the first host: ${made}`, url?.origin === own && url.username === '' && url.password === '')
  hold(`without a fragment: ${made}`, !made.includes('#'))
  const carried = [...(url?.searchParams ?? [])]
  hold(
    `without readers and their trackers: ${made}`,
    !carried.some(([name, value]) => /^utm_\w/i.test(name) || /[^\s@]@[^\s@]+\.[^\s@]/.test(value)),
  )
}

export const seeds = [
  'https://paper.example/2026/ferry',
  'HTTP://www.Paper.example:80//a//b/../c/?utm_source=x&b=2&a=1#top',
  'https://m.paper.example:8080/amp/story?mail=ada@lovelace.example&_gl=1',
  'https://cdn.ampproject.org/c/s/paper.example/story/amp?amp=1',
  'https://paper.example/%D0%BF%D1%80?q=%00&q=a+b%20c',
  'https://paper.example./a;b=c/~d/index.html?',
]
