import { expect, test } from 'vitest'
import { isRetryable, isStoreAway, mayBeOneRow } from './database.ts'

const fault = (code: string | undefined, message = 'refused') => Object.assign(new Error(message), code && { code })

test.each([
  ['a check that a row does not pass', fault('23514'), 5, true],
  ['a statement that somebody cancelled', fault('57014'), 5, true],
  ['one that took too long', fault('57014'), 30_000, false],
  ['a server that shuts down', fault('57P01'), 5, false],
  ['a connection that fell silent', fault(undefined, 'Query read timeout'), 35_000, false],
  ['a connection that ended', fault(undefined, 'Connection terminated unexpectedly'), 5, false],
  ['a refused connection', fault('ECONNREFUSED'), 5, false],
  ['a mistake of ours', new TypeError('x is not a function'), 5, true],
])('%s is or is not looked for row by row', (_what, thrown, ms, expected) => {
  expect(mayBeOneRow(thrown, ms)).toBe(expected)
})

test('what is tried again is a deadlock, a serialization failure, or an old plan, and never a store that is away', () => {
  for (const code of ['40P01', '40001', '0A000', '25P02']) expect(isRetryable(fault(code))).toBe(true)
  for (const code of ['23505', '57P01', 'ECONNRESET', undefined]) expect(isRetryable(fault(code))).toBe(false)
  expect([isStoreAway(fault('53300')), isStoreAway(fault('22021')), isStoreAway('text')]).toEqual([true, false, false])
})
