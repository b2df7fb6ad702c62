import { hold, inTime, textOf } from './reading.ts'

/** What is fuzzed of the api. */
export type Markup = { render(body: string): string; webAddress(written: string): string }

/** Whatever is written becomes allow-listed HTML that a strict parser reads, with links to the web only. */
export const check =
  ({ render, webAddress }: Markup) =>
  (data: Buffer): void => {
    const body = textOf(data)
    const html = inTime('rendering', () => render(body))
    hold(`only allowed HTML: ${JSON.stringify(html)}`, isAllowed(html))
    hold('the same again', render(body) === html)
    const address = inTime('reading an address', () => webAddress(body))
    hold('an address of the web, or none', address === '' || isOfTheWeb(address))
    hold('an address is read as itself', webAddress(address) === address)
  }

const opening = /^<(p|em|strong|blockquote|pre|code)>/
const closing = /^<\/(p|em|strong|blockquote|pre|code|a)>/
const linking = /^<a href="([^"<>]*)" rel="nofollow ugc noopener">/
const literal = /^(?:[^<>&"\0]|&(?:amp|lt|gt|quot);|<br>)+/
const deepest = 20

/** Reads from left to right; what is not one of four shapes, or does not nest, is not allowed. */
const isAllowed = (html: string): boolean => {
  const open: string[] = []
  let rest = html
  while (rest !== '') {
    const link = linking.exec(rest)
    const end = closing.exec(rest)
    const found = link ?? end ?? opening.exec(rest) ?? literal.exec(rest)
    if (!found) return false
    const [whole, name = ''] = found
    if (link) {
      if (open.includes('a') || !isOfTheWeb(unescaped(name))) return false
      open.push('a')
    } else if (end) {
      if (open.pop() !== name) return false
    } else if (opening.test(whole)) open.push(name)
    if (open.length > deepest) return false
    rest = rest.slice(whole.length)
  }
  return open.length === 0
}

const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const isOfTheWeb = (address: string): boolean => {
  const url = URL.parse(address)
  return (
    url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.href === address
  )
}

export const seeds = [
  '*a* **b** `c` > d\n> e\n\n```\nf\n```\n[g](https://a.example/?x=1&y=2 "t") https://b.example',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '[x](JaVaScRiPt:alert(1)) [y](data:text/html,1) <javascript:p()>',
  '[a]: javascript:alert(1)\n[a] ![i](https://a.example/i.png)',
  'https://user:pass@a.example http://a.example\\@b.example http://[::1]/',
  '&lt;script&gt; &#106;avascript: *_*_*_ > > > > > > > > > > deep',
]
