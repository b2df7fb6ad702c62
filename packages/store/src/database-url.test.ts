import { expect, test } from 'vitest'
import { isDatabaseUrl } from './database-url.ts'

test.each([
  'postgres://db/parley',
  'postgresql://u:p%2Fw%23@db:5432/parley?sslmode=require',
  'postgres://u:p w%@[::1]:5432/parley',
  'postgres://u@/parley?host=/var/run/postgresql',
  'postgres:///parley',
  'postgres://%2Fvar%2Frun%2Fpostgresql/parley',
])('%s can be read', (url) => {
  expect(isDatabaseUrl(url)).toBe(true)
})

test.each([
  'postgres://u:sec/ret@db/parley',
  'postgres://u:sec#ret@db/parley',
  'postgres://u:sec?ret@db/parley',
  'postgres://u:secret@db:99999/parley',
  'mysql://db/parley',
])('%s cannot', (url) => {
  expect(isDatabaseUrl(url)).toBe(false)
})
