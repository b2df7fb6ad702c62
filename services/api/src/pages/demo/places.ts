import { uuid } from '@parley/contracts'
import { demoArticleKey } from './articles.ts'
import type { Language } from '../words/words.ts'

/**
 * Where on the demo a reader is: which page of comments, and whether a reply is being written. A form is sent to an address of its
 * own (`send`): browsers drop a page that is posted to, and who went back to it would get another key for the text that still stands.
 */
export type Place = { before?: string; after?: string; reply?: string; send?: '1' }

/** The address of the article in a language, at a place. */
export const demoPath = (lang: Language, { before, after, reply, send }: Place = {}, fragment = ''): string => {
  const query = new URLSearchParams()
  if (before !== undefined) query.set('before', before)
  else if (after !== undefined) query.set('after', after)
  if (reply !== undefined) query.set('reply', reply)
  if (send !== undefined) query.set('send', send)
  const path = lang === 'en' ? '/demo' : `/demo/${lang}`
  return `${path}${query.size > 0 ? `?${query}` : ''}${fragment === '' ? '' : `#${fragment}`}`
}

/** Where a conversation is shown: of which article, and at which addresses. Its form goes to the page it stands on, by another address. */
export type Setting = {
  articleKey: string
  to(place?: Place, fragment?: string): string
  /** It stands in a frame, where the receipt's page is not shown. */
  framed?: boolean
}

/** The demo's own article. */
export const demoSetting = (lang: Language): Setting => ({
  articleKey: demoArticleKey,
  to: (place, fragment) => demoPath(lang, place, fragment),
})

/** The place an address names; what is no comment's id is left out. */
export const placeIn = (query: Record<string, string>): Place => {
  const place: Place = {}
  for (const name of ['before', 'after', 'reply'] as const) {
    const id = uuid.safeParse(query[name])
    if (id.success) place[name] = id.data
  }
  return place
}
