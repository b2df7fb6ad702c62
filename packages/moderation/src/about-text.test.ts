import { expect, test } from 'vitest'
import { isAboutText } from './about-text.ts'
import type { Signal, Verdict } from './signal.ts'

const saying = (outcome: Verdict['outcome'], ...signals: [string, Signal['wants']][]) =>
  isAboutText({
    outcome,
    checks: signals.map(([code, wants]) => ({
      check: 'any',
      version: 1,
      ms: 0,
      signals: [{ code, reason: 'spam', says: '', ...(wants && { wants }) }],
    })),
  })

test('who sent it alone says nothing of a text; what a list blocks in it does, also beside that', () => {
  expect(saying('rejected', ['form.honeypot', 'reject'])).toBe(false)
  expect(saying('rejected', ['list.blocked-author', 'reject'], ['link.count', 'hold'])).toBe(false)
  expect(saying('rejected', ['form.honeypot', 'reject'], ['list.blocked-phrase', 'reject'])).toBe(true)
  expect(saying('rejected', ['copy.of-others', undefined])).toBe(true)
  expect(saying('held', ['form.too-fast', undefined])).toBe(true)
})
