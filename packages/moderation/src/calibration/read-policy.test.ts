import { expect, test } from 'vitest'
import { coldStart } from '../policy.ts'
import { readPolicy } from './read-policy.ts'

const kept = JSON.parse(JSON.stringify({ ...coldStart, base: 'spam@1 abuse@2' })) as Record<string, object>

test('a policy is read back as it was kept', () => {
  expect(readPolicy(kept, 'spam@1 abuse@2')).toMatchObject(coldStart)
})

test.each([
  ['made for other models', { base: 'spam@3' }],
  ['without a mixture', { mixture: { spam: coldStart.mixture.spam } }],
  ['with no number for a bound', { publishBelow: { spam: 0.2, abuse: null } }],
  ['that never says when to reject', { rejectFrom: null }],
  ['without a floor', { cautious: undefined }],
])('a policy %s is none', (_what, spoiled) => {
  expect(readPolicy({ ...kept, ...spoiled }, 'spam@1 abuse@2')).toBeUndefined()
  expect(readPolicy(undefined, 'spam@1 abuse@2')).toBeUndefined()
})
