import { languages, type Counted, type Language, type Words } from './words.ts'

/** The words of one language, with its way of counting and of telling when. */
export type Speech = {
  lang: string
  words: Words
  counted(phrase: Counted, count: number): string
  ago(iso: string, nowMs: number): string
  full(iso: string): string
}

const steps = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** The language of ours that a language tag names, such as `ru` for `ru-BY`. */
export const languageOf = (tag: string | null | undefined): Language | undefined =>
  languages.find((known) => known === tag?.toLowerCase().split(/[-_]/)[0])

/** Speaks a language's words by its plurals, numbers and dates. Where the browser has none of its dates, the words bring how to
 *  say how long ago, and the date itself is in figures, as its neighbours write it. */
export const speak = (lang: Language, words: Words): Speech => {
  const own = Intl.DateTimeFormat.supportedLocalesOf(lang).length > 0
  const written = own ? lang : 'ru'
  const plural = new Intl.PluralRules(lang)
  const number = new Intl.NumberFormat(written)
  const past = new Intl.RelativeTimeFormat(written) // “yesterday” is a day of the calendar, not a span
  const date = new Intl.DateTimeFormat(written, { dateStyle: own ? 'long' : 'short', timeStyle: 'short' })
  const counted: Speech['counted'] = (phrase, count) =>
    (phrase[plural.select(count)] ?? phrase.other).replace('#', number.format(count))
  return {
    lang,
    words,
    counted,
    ago: (iso, nowMs) => {
      const seconds = Math.max(0, Math.round((nowMs - Date.parse(iso)) / 1_000))
      const step = steps.find(([, length]) => seconds >= length)
      const { ago } = words
      if (!step)
        return own || !ago ? new Intl.RelativeTimeFormat(written, { numeric: 'auto' }).format(0, 'second') : ago.now
      const [unit, length] = step
      const passed = Math.floor(seconds / length)
      return own || !ago ? past.format(-passed, unit) : counted(ago[unit], passed)
    },
    full: (iso) => date.format(Date.parse(iso)),
  }
}
