import { expect, test } from 'vitest'
import { createChecks } from './checks/index.ts'
import { coldStart } from './policy.ts'
import { replay } from './replay.ts'
import { sampleSubject } from './sample-subject.ts'

const by = { checks: createChecks(), policy: coldStart }
const codesOf = ({ checks }: ReturnType<typeof replay>) =>
  checks.flatMap(({ signals }) => signals.map(({ code }) => code))

test('rules are applied anew to what was decided under others', () => {
  const body = 'The new tram line is a pipe dream of the mayor.'
  expect(replay(sampleSubject({ body }), [], by).outcome).toBe('published')
  const rules = { blockedPhrases: ['pipe dream'] }
  expect(replay(sampleSubject({ body, rules }), [], by)).toMatchObject({ outcome: 'rejected' })
})

test('what was known of the moment stands as it was, and is not guessed anew', () => {
  const copy = { code: 'copy.of-rejected', spam: 4, reason: 'spam', says: 'The same text.', wants: 'reject' }
  const list = { code: 'list.held-phrase', wants: 'hold', says: 'A rule that is gone.' }
  const then = [{ check: 'copy', version: 1, ms: 0, signals: [copy, list] }, { check: 'judge' }, null]
  const verdict = replay(sampleSubject({ author: { recent: 50 } }), then, by)
  expect([verdict.outcome, codesOf(verdict)]).toEqual(['rejected', ['copy.of-rejected']])
})
