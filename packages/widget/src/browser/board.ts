/** A comment that came or went, as the site's event stream tells it. */
export type CommentEvent = { id: string; article: string; revision: number; kind: 'published' | 'gone' }

/** What the page knows of its counts. One board serves a site's whole page, so that its numbers come from one answer. */
export type Board = {
  /** The newest counts, by the keys asked for. */
  counts: Record<string, number>
  /** A key to ask for besides those of the page's elements. */
  add(key: string): void
  /** Asks once for all keys; shows the answer everywhere in one step. */
  ask(since?: true): Promise<void>
  /** From now on shows every change: by events where the service sends them, else by asking. */
  follow(): void
  /** Called after every step, with the comment that came or went where it is known. */
  hear: ((event?: CommentEvent) => void)[]
}

const EVERY_MS = 5_000

/** This page's address as its owner names it. */
export const pageKey = (): string =>
  (document.querySelector<HTMLLinkElement>('link[rel~=canonical]') ?? location).href.split('#')[0] ?? ''

/** The article that an element of the page counts: its key, the page it links to, or this page. */
const keyOf = (element: HTMLElement): string =>
  element.dataset['parleyCount'] ||
  (/^[^#]/.test(element.getAttribute('href') ?? '') ? (element as HTMLAnchorElement).href : pageKey())

/** The number alone, or in the element's own words: `data-one="# comment" data-other="# comments"`. */
const phrase = ({ dataset, lang }: HTMLElement, count: number): string => {
  let [words, number] = [dataset['other'] ?? '#', `${count}`]
  try {
    const language = lang || document.documentElement.lang || 'en'
    words = dataset[new Intl.PluralRules(language).select(count)] ?? words
    number = count.toLocaleString(language)
  } catch {
    // The page's language is none that the browser knows.
  }
  return words.replace('#', number)
}

type Answer = { counts: Record<string, number>; revision: number; reset?: boolean }

const create = (at: string): Board => {
  const added = new Set<string>()
  const elements = () => [...document.querySelectorAll<HTMLElement>('[data-parley-count]')]
  let revision = -1

  /** All keys, and as a query where they fit into one. */
  const question = () => {
    const keys = [...new Set([...added, ...elements().map(keyOf)])]
    const query = keys.map((key) => `article=${encodeURIComponent(key)}`).join('&')
    return [keys, keys.length < 101 && query.length < 6_000 && query] as const
  }

  const show = ({ counts, revision: now, reset }: Answer) => {
    if (now < revision && !reset) return
    revision = reset ? -1 : now
    Object.assign(board.counts, counts)
    for (const element of elements()) {
      const count = board.counts[keyOf(element)]
      const text = count === undefined ? element.textContent : phrase(element, count)
      if (element.textContent !== text) element.textContent = text
    }
    for (const hear of board.hear) hear()
    if (reset) void board.ask()
  }

  const board: Board = {
    counts: {},
    hear: [],
    add: (key) => added.add(key),
    ask: async (since) => {
      await null // all that is added in this turn is asked for at once
      const [articles, query] = question()
      if (query === '') return
      const answer = await (
        query
          ? fetch(`${at}counts?${since && revision >= 0 ? `since=${revision}&` : ''}${query}`, since && { cache: 'no-cache' })
          : fetch(`${at}counts`, {
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ articles }),
            })
      ).catch(() => {})
      if (answer?.ok) show(await answer.json())
    },
    follow: () => {
      board.follow = () => {}
      const poll = () => setInterval(() => document.hidden || board.ask(true), EVERY_MS)
      const [, query] = question()
      if (!query) return void poll()
      const source = new EventSource(`${at}events?${query}`)
      source.addEventListener('counts', ({ data }) => show(JSON.parse(data)))
      source.addEventListener('comment', ({ data }) => {
        for (const hear of board.hear) hear(JSON.parse(data))
      })
      source.onerror = () => source.readyState > 1 && poll()
    },
  }
  document.addEventListener('parley:refresh', () => board.ask())
  return board
}

/** The page's board for a site; whichever script comes first makes it. */
export const openBoard = (api: string, site: string): Board => {
  const at = `${api}/v1/sites/${site}/`
  return (window[`parley:${at}`] ??= create(at))
}
