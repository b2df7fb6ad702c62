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

/** Speaks a language's words by its plurals, numbers and dates. */
export const speak = (lang: Language, words: Words): Speech => {
  const plural = new Intl.PluralRules(lang)
  const number = new Intl.NumberFormat(lang)
  const relative = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' })
  const date = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'short' })
  return {
    lang,
    words,
    counted: (phrase, count) => (phrase[plural.select(count)] ?? phrase.other).replace('#', number.format(count)),
    ago: (iso, nowMs) => {
      const seconds = Math.max(0, Math.round((nowMs - Date.parse(iso)) / 1_000))
      const [unit, size] = steps.find(([, length]) => seconds >= length) ?? ['second', 60]
      return relative.format(-Math.floor(seconds / size), unit)
    },
    full: (iso) => date.format(Date.parse(iso)),
  }
}
