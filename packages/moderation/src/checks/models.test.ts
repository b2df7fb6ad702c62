import { modelUrls, readModel } from '@parley/classifier'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { judge } from '../judge.ts'
import { runChecks } from '../run-checks.ts'
import { sampleSubject } from '../sample-subject.ts'
import { abuseModel } from './abuse-model.ts'
import { codesOf, shownOf, signalsOf } from './codes-of.ts'
import { createChecks } from './index.ts'
import { spamModel } from './spam-model.ts'

const spam = { model: readModel(readFileSync(modelUrls.spam)) }
const abuse = { model: readModel(readFileSync(modelUrls.abuse)) }
const newcomer = { known: false, published: 0, lastDecided: 0 }
const verdictOf = (body: string) => {
  const subject = sampleSubject({ body, author: newcomer })
  return judge(runChecks(subject, undefined, createChecks({ spam, abuse })), subject)
}

test('a check without its model says nothing', () => {
  expect(codesOf(spamModel(), { body: 'Best casino bonus' })).toEqual([])
  expect(codesOf(abuseModel(), { body: 'You idiot' })).toEqual([])
})

test('a model always says what it finds, under its name and version, and shows words only where it found something', () => {
  const [calm] = signalsOf(abuseModel(abuse), { body: 'The river is lovely today.' })
  expect(calm).toMatchObject({ code: 'abuse.model', model: `abuse@${abuse.model.version}` })
  expect(calm?.abuse).toBeLessThan(0)
  expect(calm).not.toHaveProperty('spans')
  const body = 'What a pathetic idiot you are, go away'
  expect(shownOf(abuseModel(abuse), { body })).toContain('idiot')
})

test('what a site learned is added, and named', () => {
  const body = 'The river is lovely today.'
  const delta = { weights: new Map<number, number>(), bias: 3, version: 'site-4' }
  const [before] = signalsOf(abuseModel(abuse), { body })
  const [after] = signalsOf(abuseModel({ ...abuse, delta }), { body })
  expect((after?.abuse ?? 0) - (before?.abuse ?? 0)).toBeCloseTo(3, 2)
  expect(after?.model).toBe(`abuse@${abuse.model.version}+site-4`)
})

describe('the abuse model', () => {
  test('tells a threat apart where the words of one are there', () => {
    expect(codesOf(abuseModel(abuse), { body: 'I will find you and kill you, you filthy pig' })).toContain(
      'abuse.threat',
    )
  })

  test('hardly weighs what is only quoted', () => {
    const body = 'He said "all of them are scum and bitches" and I think that it is a terrible thing.'
    const [own, quoted] = signalsOf(abuseModel(abuse), { body })
    expect(own?.abuse).toBeLessThan(0)
    expect(quoted).toMatchObject({ code: 'abuse.quoted', abuse: 0.5 })
    expect(quoted).not.toHaveProperty('wants')
  })
})

describe('with both models a newcomer’s calm comment is published at once', () => {
  test.each([
    'Thank you for the article. I walk along the river every day and never knew this.',
    'I disagree: the council promised the same in 2019, and nothing was built. Who will pay the 12 million?',
    'Great! 👍👍',
    'A calm remark.',
    'First.',
    'Спасибо за статью! Не знал, что река когда-то была судоходной.',
    'А когда откроют мост? Обещали ещё в прошлом году, а воз и ныне там.',
    'Хлеб подорожал на 20 копеек, страховка на 15 рублей. Как жить пенсионерам?',
    'Дзякуй за артыкул! Вельмі цікава, чакаю працягу.',
    'Не згодны: абяцалі яшчэ летась, а мост і дагэтуль стаіць закрыты.',
    'Мая бабуля расказвала пра гэта, калі я быў малы. Яна жыла на беразе ракі.',
    'Ich finde den Artikel sehr gut.',
  ])('%s', (body) => {
    expect(verdictOf(body).outcome).toBe('published')
  })
})

test.each([
  'People like you make the world an uglier, dumber place, you ignorant moron',
  'Make money from home, join my crypto trading team and earn every week',
])('what a model is sure of is held, and the verdict names the models: %s', (body) => {
  const { outcome, models } = verdictOf(body)
  expect(outcome).toBe('held')
  expect(models).toEqual([`spam@${spam.model.version}`, `abuse@${abuse.model.version}`])
})
