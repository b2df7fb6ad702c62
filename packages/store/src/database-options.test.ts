import { expect, test } from 'vitest'
import { withoutOptions } from './database.ts'

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
