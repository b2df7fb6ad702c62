/** The cache that serves AMP pages from hosts of its own, and the paths under which it holds whole pages. */
const CACHE = /(?:^|\.)cdn\.ampproject\.org$/
const CACHED = /^\/(?:c|v|wp)\/(s\/)?([^/]+)(\/.*)?$/

/** An address, or the one within when it is a page in the AMP cache; whether that is the site's is asked afterwards. */
export const innerAddress = (address: string): URL | null => {
  const url = URL.parse(address)
  if (!url || !CACHE.test(url.hostname)) return url
  const [whole, secure, host, path = '/'] = CACHED.exec(url.pathname) ?? []
  return whole === undefined ? null : URL.parse(`${secure ? 'https' : 'http'}://${host}${path}${url.search}`)
}

/** A path without what marks it as the AMP form of another, and with one spelling of its escapes. A page that is called
 *  nothing but `amp` stays. */
export const canonicalPath = (path: string): string => {
  let now = path.replaceAll(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase())
  for (let before = ''; before !== now;) {
    before = now
    now = now.replace(/(?<=[^/])(?:\/+amp|\.amp)\/*$/i, '').replace(/(?<=[^/])\.amp(?=\.html?\/*$)/i, '')
  }
  return now
}

/** The parameter that asks for the AMP form by its value. */
export const ampOutput = (url: URL): RegExp[] =>
  url.searchParams.get('outputType')?.toLowerCase() === 'amp' ? [/^outputType$/] : []
