import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

/** A page of somebody else's that embeds the widget. `api` is where the scripts come from. */
export type ForeignPage = { html: (api: string) => string; headers?: (api: string) => Record<string, string> }

const element = '<parley-comments site="demo" article="far"></parley-comments>'
const script = (api: string) => `<script src="${api}/widget/parley.js" async></script>`
const words = '<p id="canary" class="button comment">The page’s own words</p>'

const plain = (inside: string, head = '', attributes = ' lang="en"') =>
  `<!doctype html><html${attributes}><head><meta charset="utf-8"><title>Foreign</title>${head}</head><body>${words}${inside}</body></html>`

/** Ways in which real sites are odd, each by its name. */
export const foreignPages: Record<string, ForeignPage> = {
  plain: { html: (api) => plain(element, script(api)) },
  'a base that leads elsewhere': {
    html: (api) => plain(element, `<base href="https://elsewhere.example/deep/" target="_top">${script(api)}`),
  },
  'two canonical links, and no key': {
    html: (api) =>
      plain(
        '<parley-comments site="demo"></parley-comments><b data-parley-count></b>',
        `<link rel="canonical" href="http://localhost/far-away/"><link rel="canonical" href="http://localhost/other">${script(api)}`,
      ),
  },
  'quirks mode': {
    html: (api) => `<html><head><title>Old</title></head><body>${words}<font>${element}</font>${script(api)}`,
  },
  'inside another shadow root': {
    html: (api) =>
      plain(
        `<a-card></a-card><script>customElements.define('a-card', class extends HTMLElement { constructor() { super();
          this.attachShadow({ mode: 'open' }).innerHTML = '<style>* { color: red; display: block }</style>${element}' } })</script>`,
        script(api),
      ),
  },
  'a strict policy with Trusted Types': {
    html: (api) => plain(element, script(api)),
    headers: (api) => ({
      'Content-Security-Policy': `default-src 'none'; script-src ${api}; connect-src ${api}; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'`,
    }),
  },
  'right to left, with a stylesheet that means everything': {
    html: (api) =>
      plain(
        element,
        `<style>html { font-size: 62.5% } * { box-sizing: content-box; float: left } button, li, form { display: none !important }
          :root { --accent: red } .comment { position: fixed }</style>${script(api)}`,
        ' lang="ar" dir="rtl"',
      ),
  },
  'prototypes that old libraries have extended': {
    html: (api) =>
      plain(
        `<script>Array.prototype.each = function (does) { this.forEach(does) }; Object.prototype.has = function () { return 1 };
          window.e = window.h = window.name = 'taken'; window.define = function () { throw new Error('not for you') }; define.amd = {}</script>${element}`,
        script(api),
      ),
  },
  'served as XHTML': {
    html: (api) =>
      `<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>X</title><script src="${api}/widget/parley.js" async="async"></script></head><body>${words}${element}</body></html>`,
    headers: () => ({ 'Content-Type': 'application/xhtml+xml; charset=utf-8' }),
  },
  'brought twice, as a module too, and put in late': {
    html: (api) =>
      plain(
        `<script>addEventListener('load', () => { const late = document.createElement('parley-comments');
          late.setAttribute('site', 'demo'); late.setAttribute('article', 'far'); document.body.append(late); late.remove(); document.body.append(late) })</script>`,
        `<script type="module" src="${api}/widget/parley.js"></script>${script(api)}<script src="${api}/widget/counts.js" data-site="demo" defer></script>`,
      ),
  },
  'inside a frame that may run scripts and nothing else': {
    html: (api) =>
      plain(
        `<iframe sandbox="allow-scripts" height="900" srcdoc='${plain(element, script(api)).replaceAll("'", '&#39;')}'></iframe>`,
      ),
  },
}

/** A site's index: a hundred cards, each with the number that its server knew. */
const cards: ForeignPage = {
  html: (from) => `<!doctype html><html lang="en"><head><title>Index</title>
    <style>b { display: inline-block; min-width: 3ch }</style></head><body>${Array.from(
      { length: 100 },
      (_, n) => `<p><a href="/news/${n}">Article ${n}</a> <b data-parley-count="card-${n}">7</b> comments</p>`,
    ).join('')}
    <a id="by-link" href="http://localhost/far-away/?utm_source=x#part" data-parley-count data-one="# word" data-other="# words">?</a>
    <script src="${from}/widget/counts.js" data-site="demo" data-follow async></script></body></html>`,
}
/** An index whose articles are called by long addresses: one line for all of them is longer than usual proxies take. */
const addresses: ForeignPage = {
  html: (from) =>
    `<!doctype html><html lang="en"><title>Addresses</title><b data-parley-count="card-40">7</b>${Array.from(
      { length: 60 },
      (_, n) => `<b data-parley-count="${String(n).padEnd(130, 'x')}">7</b>`,
    ).join('')}<script src="${from}/widget/counts.js" data-site="demo" data-follow async></script></html>`,
}
const quiet: ForeignPage = {
  html: (
    from,
  ) => `<!doctype html><title>No policy</title><parley-comments site="demo" article="hostile"></parley-comments>
    <script src="${from}/widget/parley.js"></script>`,
}

/** An article from right to left on a page from left to right. */
const turned: ForeignPage = {
  html: (from) => `<!doctype html><html lang="en"><title>Turned</title>
    <div dir="rtl"><parley-comments site="demo" article="far"></parley-comments></div>
    <script src="${from}/widget/parley.js" async></script></html>`,
}
/** An article in a stylesheet that resets everything, breaks no line, and is as wide as what it holds. */
const unruly: ForeignPage = {
  html: (
    from,
  ) => `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Unruly</title>
    <style>* { all: revert } main { display: grid; white-space: nowrap }</style>
    <main><parley-comments site="demo" article="wide"></parley-comments></main>
    <script src="${from}/widget/parley.js" async></script></html>`,
}
const closed: ForeignPage = {
  html: (from) => `<!doctype html><html lang="en"><title>Closed</title>
    <a href="#parley-write">Write</a><div style="height: 3000px"></div><parley-comments site="demo" article="closed"></parley-comments>
    <script src="${from}/widget/parley.js" async></script></html>`,
}

/** Pages of which one test each asks one thing. */
export const oddPages = { addresses, cards, quiet, turned, unruly, closed } satisfies Record<string, ForeignPage>

/** Serves pages by their path on a host of its own: an origin that is not the api's. */
export const serveForeign = async (
  pages: Record<string, ForeignPage>,
  api: string,
): Promise<AsyncDisposable & { url: (name: string) => string }> => {
  const server = createServer((request, answer) => {
    const page = pages[decodeURIComponent((request.url ?? '/').slice(1))]
    answer.writeHead(page ? 200 : 204, { 'Content-Type': 'text/html; charset=utf-8', ...page?.headers?.(api) })
    answer.end(page?.html(api))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: (name) => `http://localhost:${port}/${encodeURIComponent(name)}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
