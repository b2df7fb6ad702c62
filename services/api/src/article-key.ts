import normalizeUrl from 'normalize-url'
import { articleKey, ProblemError, type ProblemErrorItem } from '@parley/contracts'
import type { Site } from '@parley/store'
import { ampOutput, canonicalPath, innerAddress } from './amp.ts'
import { isHostOf } from './is-host-of.ts'

type Of = Pick<Site, 'hosts' | 'keyHost'>

/**
 * What the site calls the article a draft names: its own key, or else the page's normalised address. An address serves only
 * when there is no key and never binds to one; undefined when it is not on the site's hosts. Not measured: see `measuredKey`.
 */
export const articleOf = (
  site: Of,
  { key, url }: { key?: string | undefined; url?: string | undefined },
): { articleKey: string; articleUrl?: string } | undefined => {
  if (key !== undefined) return { articleKey: foldKey(site, key) }
  const articleUrl = url === undefined ? undefined : addressOnSite(site, url)
  return articleUrl === undefined ? undefined : { articleKey: foldKey(site, articleUrl), articleUrl }
}

/** A key that is an address of the site is folded like one, so that reading and writing agree; any other stands as it is. */
export const foldKey = (site: Of, key: string): string =>
  /^https?:\/\//i.test(key) ? (addressOnSite(site, key, site.keyHost) ?? key) : key

type Place = Pick<ProblemErrorItem, 'in' | 'pointer'>

/** The key that a request names at some place: folded, then measured, for folding drops what is not kept and escapes the rest. */
export const keyIn = (site: Of, named: string, place: Place): string => measuredKey(foldKey(site, named.trim()), place)

/** A folded key, or the problem that says where one stands that no article can have. */
export const measuredKey = (folded: string, place: Place): string => {
  const key = articleKey.safeParse(folded)
  if (key.success) return key.data
  throw new ProblemError('invalid-request', { errors: [{ ...place, detail: key.error.issues[0]?.message ?? '' }] })
}

/**
 * One spelling for a page: lower-case host, no fragment, no tracking parameters, no doubled or trailing slashes, no AMP form; the
 * scheme and mirror hosts folded to one host, the site's first. Undefined when the address is on none of its hosts.
 */
export const addressOnSite = (site: Of, address: string, host = site.hosts[0]): string | undefined => {
  const url = innerAddress(address)
  if (!url || !isWeb(url) || url.username || url.password || !isHostOf(site, url)) return undefined
  const first = host ?? url.host
  url.protocol = first.includes(':') ? 'http:' : 'https:' // a port of one's own is a machine under one's desk
  url.port = ''
  url.host = first
  url.pathname = canonicalPath(url.pathname)
  dropReaders(url)
  try {
    return normalizeUrl(url.href, {
      stripHash: true,
      stripWWW: false,
      removeQueryParameters: [...TRACKING, ...ampOutput(url)],
    })
  } catch {
    return undefined
  }
}

/** Newsletters put a reader's e-mail address into the links they send; it says who came, not which page it is, and is not kept. */
const dropReaders = (url: URL): void => {
  const named = [...url.searchParams].filter(([, value]) => /[^\s@]@[^\s@]+\.[^\s@]/.test(value))
  for (const [name] of named) url.searchParams.delete(name)
}

const isWeb = (url: URL) => url.protocol === 'https:' || url.protocol === 'http:'

// Parameters that say where a reader came from and never which page is shown.
const TRACKING = [
  // `amp;`: an address that was copied out of a page's source, or written into one without escaping.
  /^(?:amp;)*(?:utm_|mtm_|pk_(?:campaign|kwd|keyword|source|medium|content|cid)|at_(?:medium|campaign|custom)|gad_)\w*$/i,
  /^(?:amp;)*(?:fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|ttclid|li_fat_id|yclid|ymclid|ysclid|etext|mc_cid|mc_eid|igshid|igsh|srsltid|_ga|_gl|_openstat|_hsenc|_hsmi)$/i,
  // How a page is shown, not which.
  /^(?:amp|amp_\w+|_amp|usqp|aoh|ampshare)$/i,
]
