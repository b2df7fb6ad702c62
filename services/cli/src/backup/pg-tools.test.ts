import { expect, test } from 'vitest'
import { addressOf, majorIn } from './pg-tools.ts'

test.each([
  ['pg_dump (PostgreSQL) 18.1\n', '18'],
  ['pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n', '15'],
  ['pg_restore (PostgreSQL) 19beta1\n', '19'],
  ['what?', undefined],
])('%j is of version %s', (said, major) => {
  expect(majorIn(said)).toBe(major)
})

test.each([
  ['postgres://ada:pa%2Fss@db:5432/parley', 'postgres://ada@db:5432/parley', 'pa/ss'],
  ['postgres://ada:100%@db/parley?sslmode=require', 'postgres://ada@db/parley?sslmode=require', '100%'],
  ['postgres://ada:secret@/parley?host=/run/pg&port=1', 'postgres://ada@/parley?host=/run/pg&port=1', 'secret'],
  ['postgres://db:5432/parley?user=ada&password=se%20cret', 'postgres://db:5432/parley?user=ada', 'se cret'],
  ['postgres://db/parley?password=a&user=ada', 'postgres://db/parley?user=ada', 'a'],
  ['postgres://ada:s@cret@db/parley', 'postgres://ada@db/parley', 's@cret'],
  ['postgres://ada@db:5432/parley', 'postgres://ada@db:5432/parley', undefined],
  ['postgresql:///parley', 'postgresql:///parley', undefined],
  // What pg alone knows, libpq refuses.
  ['postgres://ada@db/parley?sslmode=no-verify', 'postgres://ada@db/parley?sslmode=require', undefined],
  [
    'postgres://ada@db/parley?uselibpqcompat=true&sslmode=require',
    'postgres://ada@db/parley?sslmode=require',
    undefined,
  ],
])('of %s the programs are told %s, and the password aside', (url, address, password) => {
  expect(addressOf(url)).toEqual({ address, ...(password !== undefined && { PGPASSWORD: password }) })
})
