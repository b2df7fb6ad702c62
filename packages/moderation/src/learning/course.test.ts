import { readFileSync } from 'node:fs'
import { modelUrls, readModel } from '@parley/classifier'
import { expect, test } from 'vitest'
import { beginCourse, nameOfBase } from './course.ts'
import type { Lesson } from './lessons.ts'
import { readSiteWeights, writeSiteWeights } from './site-weights.ts'

const models = { spam: readModel(readFileSync(modelUrls.spam)), abuse: readModel(readFileSync(modelUrls.abuse)) }

const things = ['bridge', 'harbour', 'library', 'budget', 'school', 'orchard', 'tram', 'museum', 'clinic', 'theatre']
/** A remark of its own; the bad ones call people by a name that only this site knows for an insult. */
const remark = (nth: number, bad: boolean): string => {
  const [one, other] = [things[nth % 10], things[(nth * 7 + 3) % 10]]
  const call = bad ? 'typical quorble talk, every quorbler says so' : 'that is how I see it too'
  return `About the ${one} and the ${other}, number ${nth.toString(36)}: ${call}, street ${(nth * 37).toString(36)}.`
}
const lesson = (nth: number, bad: boolean, over: Partial<Lesson> = {}): Lesson => ({
  decisionId: `d${String(nth).padStart(6, '0')}`,
  revision: nth + 1,
  commentId: `c${nth}`,
  version: 1,
  moderator: 'ada',
  day: `day ${Math.floor(nth / 100)}`,
  unwanted: bad,
  says: bad ? { abuse: true } : { spam: false, abuse: false },
  ...over,
})
const course = (count: number, { wrong = Infinity } = {}) => {
  const begun = beginCourse(models)
  for (let nth = 0; nth < count; nth += 1) {
    const bad = nth % 3 === 0
    begun.attend(lesson(nth, (nth + 1) % wrong === 0 ? !bad : bad), remark(nth, bad))
  }
  return begun
}
const added = (made: ReturnType<typeof course>, body: string): number => {
  const { foretold } = made.attend(lesson(9_999, false), body)
  return (foretold.abuse?.own ?? 0) - (foretold.abuse?.base ?? 0)
}

test('two hundred decisions teach a site’s own insult, also with one wrong in ten', () => {
  expect(added(course(200), remark(501, true))).toBeGreaterThan(0.8)
  expect(added(course(200, { wrong: 10 }), remark(501, true))).toBeGreaterThan(0.4)
  expect(Math.abs(added(course(200), 'The new tram stops at the hospital on Sundays.'))).toBeLessThan(0.4)
})

test('every lesson is foretold before it is learned, and the version in service listens', () => {
  const first = beginCourse(models).attend(lesson(0, true), remark(0, true)).foretold.abuse
  expect(first).toMatchObject({ own: first?.base, serving: first?.base })
  const again = beginCourse(models, course(200).weights())
  const heard = again.attend(lesson(0, true), remark(501, true)).foretold.abuse
  expect((heard?.serving ?? 0) - (heard?.base ?? 0)).toBeGreaterThan(0.8)
})

test('a wave of copies from one source is foretold, but hardly learned', () => {
  const begun = beginCourse(models)
  const attended = Array.from({ length: 40 }, (_, nth) => begun.attend(lesson(nth, true), remark(7, true)))
  expect([begun.learned(), attended.filter((one) => one.learned).length]).toEqual([3, 3])
})

test('the same log gives the same bytes, which read back as they were written', () => {
  const bytes = writeSiteWeights(course(120).weights())
  expect(Buffer.from(writeSiteWeights(course(120).weights())).equals(bytes)).toBe(true)
  expect(Buffer.from(writeSiteWeights(readSiteWeights(Buffer.from(bytes)))).equals(bytes)).toBe(true)
  expect(() => readSiteWeights(bytes.subarray(0, -1))).toThrow(RangeError)
  expect(readSiteWeights(writeSiteWeights({}))).toEqual({})
})

test('a model that is absent learns nothing', () => {
  const begun = beginCourse({ abuse: models.abuse })
  const { foretold } = begun.attend(lesson(0, true), remark(0, true))
  expect([Object.keys(foretold), Object.keys(begun.weights())]).toEqual([['abuse'], ['abuse']])
  expect(nameOfBase({ abuse: models.abuse })).toMatch(/^abuse@[0-9a-f]{12}$/)
})
