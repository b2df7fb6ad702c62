import { statuses, type Status } from '@parley/contracts'
import { expect, test } from 'vitest'
import { allowedFrom, type ActorKind } from './status.ts'

const actors: ActorKind[] = ['checks', 'sweep', 'reports', 'moderator']

// Every pair that is allowed; every other one of the six statuses, for every actor, is not.
const allowed = new Set([
  'checks: pending → published',
  'checks: pending → held',
  'checks: pending → rejected',
  'sweep: pending → held',
  'reports: published → held',
  'moderator: pending → published',
  'moderator: held → published',
  'moderator: rejected → published',
  'moderator: removed → published',
  'moderator: pending → rejected',
  'moderator: held → rejected',
  'moderator: published → rejected',
  'moderator: pending → held',
  'moderator: published → held',
  'moderator: rejected → held',
  'moderator: pending → removed',
  'moderator: held → removed',
  'moderator: published → removed',
  'moderator: rejected → removed',
])

const pairs = actors.flatMap((actor) => statuses.flatMap((from) => statuses.map((to) => ({ actor, from, to }))))

test.each(pairs)('$actor: $from → $to', ({ actor, from, to }) => {
  expect(allowedFrom(to, actor).includes(from)).toBe(allowed.has(`${actor}: ${from} → ${to}`))
})

test('the table has every pair it names', () => {
  const named = pairs.filter(({ actor, from, to }) => allowedFrom(to, actor).includes(from))
  expect(named).toHaveLength(allowed.size)
})

test('what an actor may not do it may do from nowhere', () => {
  expect(allowedFrom('deleted', 'checks')).toEqual([])
  expect(allowedFrom('pending', 'moderator')).toEqual([])
})

test.each<[Status, string[]]>([
  ['removed', ['moderator → published']],
  ['deleted', []],
])('a version leaves %s by %j alone', (from, ways) => {
  const found = pairs.filter(({ actor, to }) => allowedFrom(to, actor).includes(from))
  expect([...new Set(found.map(({ actor, to }) => `${actor} → ${to}`))]).toEqual(ways)
})

test('a caller may change the answer without changing the rule', () => {
  allowedFrom('published', 'moderator').push('deleted')
  expect(allowedFrom('published', 'moderator')).not.toContain('deleted')
})
