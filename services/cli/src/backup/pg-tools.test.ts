import { expect, test } from 'vitest'
import { majorIn } from './pg-tools.ts'

test.each([
  ['pg_dump (PostgreSQL) 18.1\n', '18'],
  ['pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n', '15'],
  ['pg_restore (PostgreSQL) 19beta1\n', '19'],
  ['what?', undefined],
])('%j is of version %s', (said, major) => {
  expect(majorIn(said)).toBe(major)
})
