import type { Clock } from '@parley/runtime'
import { be } from './be.ts'
import { en } from './en.ts'
import { ru } from './ru.ts'
import { languages, type Language, type Words } from './words.ts'

const steps = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** The words of one language, with its way of counting and of telling how long ago. */
export type Speech = Words & {
  lang: Language
  count(published: number): string
  number(published: number): string
  ago(at: Date, clock: Clock): string
  day(at: Date): string
}

const speak = (lang: Language, words: Words): Speech => {
  let made: ReturnType<typeof formatsOf> | undefined
  const formats = () => (made ??= formatsOf(lang))
  return {
    ...words,
    lang,
    count: (published) =>
      words.comments[formats().plural.select(published)].replace('#', formats().number.format(published)),
    number: (published) => formats().number.format(published),
    ago: (at, clock) => {
      const seconds = Math.max(0, Math.round((clock.now().getTime() - at.getTime()) / 1_000))
      const step = steps.find(([, length]) => seconds >= length)
      return step ? formats().past.format(-Math.floor(seconds / step[1]), step[0]) : formats().now.format(0, 'second')
    },
    day: (at) => formats().day.format(at),
  }
}

/** Made when a page is first shown in the language: what they know of it takes six megabytes. */
const formatsOf = (lang: Language) => ({
  plural: new Intl.PluralRules(lang),
  number: new Intl.NumberFormat(lang),
  past: new Intl.RelativeTimeFormat(lang), // “yesterday” and “last year” are days of the calendar, not spans
  now: new Intl.RelativeTimeFormat(lang, { numeric: 'auto' }),
  day: new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' }),
})

/** What to say in each language. */
export const speeches: Record<Language, Speech> = { en: speak('en', en), ru: speak('ru', ru), be: speak('be', be) }

/** The speech for what an address or a form names, such as `be` or `be-BY`; English for anything else. */
export const speechFor = (name: string | undefined): Speech => speeches[languageOf(name) ?? 'en']

/** The speech that a browser asks for first in its `Accept-Language`; English where it asks for none of ours. */
export const speechAsked = (acceptLanguage = ''): Speech => {
  const asked = acceptLanguage.split(',').map((one) => languageOf(one.split(';')[0]?.trim()))
  return speeches[asked.find((lang) => lang !== undefined) ?? 'en']
}

const languageOf = (name: string | undefined): Language | undefined => {
  const spoken = name?.toLowerCase().split(/[-_]/)[0]
  return languages.find((known) => known === spoken)
}
