import { expect, test } from 'vitest'
import { judge } from '../judge.ts'
import { runChecks } from '../run-checks.ts'
import { sampleSubject } from '../sample-subject.ts'
import type { Signal } from '../signal.ts'
import { codesOf } from './codes-of.ts'
import { outside } from './outside.ts'

const unavailable: Signal = { code: 'outside.unavailable', wants: 'hold', says: 'No answer.' }

test('a site that asks nobody hears nothing', () => {
  expect(codesOf(outside)).toEqual([])
})

test('what others said is said in its place, and holds what would be published', () => {
  const subject = sampleSubject({ facts: { outside: [unavailable] } })
  expect(codesOf(outside, { facts: { outside: [unavailable] } })).toEqual(['outside.unavailable'])
  expect(judge(runChecks(sampleSubject()), sampleSubject()).outcome).toBe('published')
  expect(judge(runChecks(subject), subject).outcome).toBe('held')
})
