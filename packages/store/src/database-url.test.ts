import { expect, test } from 'vitest'
import { isDatabaseUrl, withoutOptions } from './database-url.ts'

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
  'postgres://u:secret@db-1,db-2/parley?target_session_attrs=read-write',
  'postgres://u:secret@db-1:5432,db-2:5432/parley',
  'mysql://db/parley',
])('%s cannot', (url) => {
  expect(isDatabaseUrl(url)).toBe(false)
})

test.each([
  ['postgres://ada@db/parley', 'postgres://ada@db/parley', ''],
  ['postgres://ada@db/parley?options=-c%20search_path%3Dapp', 'postgres://ada@db/parley', '-c search_path=app'],
  [
    'postgres://db/p?options=-csearch_path%3Dapp&sslmode=require',
    'postgres://db/p?sslmode=require',
    '-csearch_path=app',
  ],
  ['postgres://ada:p%3F@/parley?host=/run/pg&options=-c+a%3Db', 'postgres://ada:p%3F@/parley?host=/run/pg', '-c a=b'],
])('of %s pg is told %s, and the options beside ours', (url, connectionString, own) => {
  expect(withoutOptions(url)).toEqual({ connectionString, own })
})
