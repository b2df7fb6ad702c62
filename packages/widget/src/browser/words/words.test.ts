import { expect, test } from 'vitest'
import { be } from './be.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { lt } from './lt.ts'
import { pl } from './pl.ts'
import { ru } from './ru.ts'
import { languageOf, speak } from './speak.ts'
import { uk } from './uk.ts'
import { languages, type Counted, type Language } from './words.ts'

const all = { be, de, en, es, fr, lt, pl, ru, uk } as const
const countedIn = (lang: Language) =>
  Object.entries(all[lang]).filter(
    (entry): entry is [string, Counted] => typeof entry[1] === 'object' && 'other' in entry[1] && 'one' in entry[1],
  )

test.each(languages)('%s says every number in a form of its own, and keeps every place for a name', (lang) => {
  const used = new Set([0, 1, 2, 5, 11, 21, 22, 25, 101].map((n) => new Intl.PluralRules(lang).select(n)))
  const phrases = countedIn(lang)
  expect(phrases).toHaveLength(6)
  for (const [name, phrase] of phrases) {
    for (const category of used)
      expect({ lang, name, category, says: phrase[category] }).toMatchObject({
        says: expect.stringContaining('#') as string,
      })
  }
  for (const [name, text] of Object.entries(en)) {
    if (typeof text !== 'string') continue
    const said = all[lang][name as keyof typeof en] as string
    expect({ name, places: said.split('@').length }).toEqual({ name, places: text.split('@').length })
  }
})

test.each([
  [
    'ru',
    ['0 комментариев', '1 комментарий', '3 комментария', '11 комментариев', '21 комментарий', '1 112 комментариев'],
  ],
  ['be', ['0 каментароў', '1 каментар', '3 каментары', '11 каментароў', '21 каментар', '1112 каментароў']],
  ['pl', ['0 komentarzy', '1 komentarz', '3 komentarze', '11 komentarzy', '21 komentarzy', '1112 komentarzy']],
  ['lt', ['0 komentarų', '1 komentaras', '3 komentarai', '11 komentarų', '21 komentaras', '1 112 komentarų']],
  [
    'fr',
    ['0 commentaire', '1 commentaire', '3 commentaires', '11 commentaires', '21 commentaires', '1 112 commentaires'],
  ],
] as const)('%s counts: %s', (lang, expected) => {
  const { counted, words } = speak(lang, all[lang])
  const said = [0, 1, 3, 11, 21, 1_112].map((n) => counted(words.count, n).replaceAll(/[\u00a0\u202f]/g, ' '))
  expect(said).toEqual(expected)
})

test('how long ago is said in whole steps, and never in the future', () => {
  const { ago } = speak('en', en)
  const now = Date.parse('2026-11-24T12:00:00Z')
  const said = ['11:59:40', '11:58:00', '09:10:00', '12:00:30'].map((time) => ago(`2026-11-24T${time}Z`, now))
  expect(said).toEqual(['now', '2 minutes ago', '2 hours ago', 'now'])
})

test.each([
  ['ru-BY', 'ru'],
  ['EN_us', 'en'],
  ['pt', undefined],
  ['', undefined],
  [undefined, undefined],
])('the tag %s is %s', (tag, lang) => {
  expect(languageOf(tag)).toBe(lang)
})
