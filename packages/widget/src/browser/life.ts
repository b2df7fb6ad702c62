import { pageKey } from './board.ts'
import { joinBoard, startConversation, type Asked, type Running } from './conversation.ts'
import { ownScript, serviceOf } from './own-script.ts'
import { addStyles } from './styles.ts'
import { loadSpeech } from './words/load.ts'
import { languageOf } from './words/speak.ts'

/** An element's time on the page. */
export type Life = { end(): void }

const NEAR = '800px'
const RETRY_MS = 10_000
const service = serviceOf(ownScript('parley.js'))
const commentIn = (hash: string) => /^#c-([0-9a-f-]{36})$/.exec(hash)?.[1]

const askedOf = (element: HTMLElement): Asked => {
  const of = (name: string) => element.getAttribute(name) || undefined
  return {
    api: of('api')?.replace(/\/$/, '') ?? service,
    site: of('site') ?? '',
    key: of('article'),
    url: pageKey(),
    sort: of('sort') === 'old' ? 'old' : 'new',
    signIn: of('sign-in'),
  }
}

const languageFor = (element: HTMLElement) =>
  languageOf(element.closest('[lang]')?.getAttribute('lang')) ??
  languageOf(document.documentElement.lang) ??
  languageOf(navigator.language) ??
  'en'

/** Counts at once; loads and draws when a reader comes near, or the address names a comment here. Until then, and where it
 *  cannot be had, what stands inside the element is shown. */
export const liveOn = (element: HTMLElement): Life => {
  const left = new AbortController()
  const { signal } = left
  const asked = askedOf(element)
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' })
  let running: Promise<Running> | undefined

  const start = async (): Promise<Running> => {
    const [speech] = await Promise.all([loadSpeech(service, languageFor(element)), addStyles(root, service)])
    const started = startConversation(root, asked, speech)
    if (signal.aborted) started.stop()
    return started
  }
  const begin = () => {
    running ??= start()
    running.catch(() => {
      running = undefined
      if (!signal.aborted) setTimeout(begin, RETRY_MS)
    })
    return running
  }
  const heed = (hash: string) => {
    const id = commentIn(hash)
    const within = () => hash.length > 1 && element.querySelector(`#${CSS.escape(hash.slice(1))}`)
    if (id === undefined && hash !== '#parley-write' && !within()) return
    begin().then(
      ({ show, compose }) => (id === undefined ? compose() : show(id)),
      () => {}, // it will be tried again
    )
  }

  root.replaceChildren(document.createElement('slot'))
  joinBoard(asked)
  const near = new IntersectionObserver(([seen]) => void (seen?.isIntersecting && begin()), { rootMargin: NEAR })
  near.observe(element)
  window.addEventListener('hashchange', () => heed(location.hash), { signal })
  // A link to where the page already is moves no address.
  const again = (event: Event) => {
    const link = event.composedPath().find((it) => it instanceof HTMLAnchorElement)
    if (link?.hash && link.href === location.href) heed(link.hash)
  }
  document.addEventListener('click', again, { signal })
  heed(location.hash)

  return {
    end: () => {
      left.abort()
      near.disconnect()
      running?.then(
        ({ stop }) => stop(),
        () => {}, // there is nothing to stop
      )
    },
  }
}
