import type { ProblemError } from '@parley/contracts'
import { expect, test } from 'vitest'
import { createPlaces } from './limits.ts'

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run()
    return undefined
  } catch (thrown) {
    return (thrown as ProblemError).code
  }
}

test('a network and the process have so many places; each is given back once', () => {
  const places = createPlaces({ network: 2, process: 3 })
  const first = places.take('a')
  places.take('a')
  expect(codeOf(() => places.take('a'))).toBe('too-many-requests')
  places.take('b')
  expect(codeOf(() => places.take('c'))).toBe('too-many-readers')
  first()
  first()
  expect(places.taken()).toBe(2)
  expect(codeOf(() => places.take('a'))).toBeUndefined()
  expect(codeOf(() => places.take('a'))).toBe('too-many-requests')
})
