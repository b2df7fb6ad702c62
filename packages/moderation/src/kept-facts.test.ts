import { expect, test } from 'vitest'
import { keptFacts } from './kept-facts.ts'

const body = 'A calm remark about the ferry and its timetable.'

test('the second comment of a network is kept as the first one is', () => {
  const kept = [1, 2, 9].map((networkRecent) => keptFacts({ networkRecent, plainForm: true }, body))
  expect(kept).toEqual(kept.map(() => ({ plainForm: true })))
})

test('that a network is busy is kept, and not how busy', () => {
  expect([10, 11, 400].map((networkRecent) => keptFacts({ networkRecent }, body))).toEqual(
    [10, 11, 400].map(() => ({ networkRecent: 10 })),
  )
})

test('how long a form was open is kept only where nobody types so fast', () => {
  expect([448_663, 20_000, 900].map((formMs) => keptFacts({ formMs, trap: true }, body))).toEqual([
    { trap: true },
    { trap: true },
    { trap: true, formMs: 900 },
  ])
})
