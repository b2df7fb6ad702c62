import { LONGEST_QUESTION, MOST_ASKED } from '@parley/client'

/** A comment that came or went, as the site's event stream tells it. */
export type CommentEvent = { id: string; article: string; revision: number; kind: 'published' | 'gone' }

/** What the service answers of counts. */
export type Answer = { counts: Record<string, number>; revision: number; reset?: boolean }

/** What the site's event stream tells. */
export type News = CommentEvent | Answer

/** What the page knows of its counts. One board serves a site's whole page, so that its numbers come from one answer. */
export type Board = {
  /** The newest counts, by the keys asked for. */
  counts: Record<string, number>
  /** Keys to ask for besides those of the page's elements. */
  added: Set<string>
  /** Asks once for all keys; shows the answer everywhere in one step. */
  ask(since?: true): Promise<void>
  /** Shows an answer everywhere; an older one than the last is passed by. */
  show(answer: Answer): void
  /** All keys, and as one query, empty where they do not fit. */
  question(): readonly [keys: string[], query: string]
  /** From now on asks for changes while the page is seen. */
  follow(): void
  /** Where the service tells of the site. */
  at: string
  /** Called after every step, and with all that the event stream tells. */
  hear: ((news?: News) => void)[]
}

const EVERY_MS = 5_000

/** This page's address as its owner names it. */
export const pageKey = (): string =>
  (document.querySelector<HTMLLinkElement>('link[rel~=canonical]') ?? location).href.split('#')[0] as string

/** The article that an element of the page counts: its key, the page it links to, or this page. */
const keyOf = (element: HTMLElement): string =>
  element.dataset['parleyCount'] ||
  (/^[^#]/.test(element.getAttribute('href') ?? '') ? (element as HTMLAnchorElement).href : pageKey())

/** The number alone, or in the element's own words: `data-one="# comment" data-other="# comments"`. */
const phrase = ({ dataset }: HTMLElement, count: number): string => {
  const words = (languages: string[]): string =>
    (dataset[new Intl.PluralRules(languages).select(count)] ?? dataset['other'] ?? '#').replace(
      '#',
      count.toLocaleString(languages),
    )
  try {
    // Where a browser does not know a language, as Chromium Belarusian, Russian numbers are nearer than a stranger's.
    return words([document.documentElement.lang || navigator.language, 'ru'])
  } catch {
    return words([]) // what the page calls its language is none
  }
}

type BoardName = `${string}/v1/sites/${string}/`

const create = (at: string): Board => {
  const elements = () => [...document.querySelectorAll<HTMLElement>('[data-parley-count]')]
  let revision = -1

  const board: Board = {
    at,
    counts: {},
    hear: [],
    added: new Set(),
    question: () => {
      const keys = [...new Set([...board.added, ...elements().map(keyOf)])]
      const query = `${new URLSearchParams(keys.map((key) => ['article', key]))}`
      return [keys, keys.length <= MOST_ASKED && query.length <= LONGEST_QUESTION ? query : '']
    },
    show: ({ counts, revision: now, reset }) => {
      if (reset) {
        revision = -1
        return void board.ask()
      }
      if (now < revision) return
      revision = now
      Object.assign(board.counts, counts)
      for (const element of elements()) {
        const count = board.counts[keyOf(element)]
        const text = count !== undefined && phrase(element, count)
        if (text && element.textContent !== text) element.textContent = text
      }
      for (const hear of board.hear) hear()
    },
    ask: async (since) => {
      const [articles, query] = board.question()
      if (!articles[0]) return
      const known = since && revision >= 0 ? `since=${revision}&` : ''
      const answer: Answer | false | void = await fetch(
        `${at}counts${query && `?${known}${query}`}`,
        query
          ? since && { cache: 'no-cache' }
          : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ articles }) },
      )
        .then((got) => got.ok && got.json())
        .catch(() => {}) // the next one tells; an answer may also be cut
      if (answer) board.show(answer)
    },
    follow: () => setInterval(() => document.hidden || board.ask(true), EVERY_MS),
  }
  document.addEventListener('parley:refresh', () => board.ask())
  return board
}

/** The page's board for a site; whichever script comes first makes it. */
export const openBoard = (api: string, site: string): Board => {
  const at: BoardName = `${api}/v1/sites/${site}/`
  return (window[at] ??= create(at))
}
