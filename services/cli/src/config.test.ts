import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const read = (env: Record<string, string>) => readConfig({ env, checkout: '/checkout' })

test('nothing needs to be set', () => {
  expect(read({})).toEqual({ port: 8787, host: '127.0.0.1', dataDir: '/checkout/.parley' })
})

test('what is set counts, an empty variable does not', () => {
  expect(read({ PORT: '9000', HOST: '', PARLEY_DATA: '/data', DATABASE_URL: 'postgres://db/parley' })).toEqual({
    port: 9000,
    host: '127.0.0.1',
    dataDir: '/data',
    databaseUrl: 'postgres://db/parley',
  })
})

test('every wrong variable is named at once, without its value', () => {
  const env = { PORT: '0', DATABASE_URL: 'mysql://u:hunter2@db', PARLEY_TOKEN: 'short', CACHE_URL: 'postgres://x' }
  expect(() => read(env)).toThrow(
    'the environment is wrong: DATABASE_URL begins with postgres:// or postgresql://; CACHE_URL begins with redis:// or ' +
      'rediss://; PORT is 1 to 65535; PARLEY_TOKEN has 22 to 200 characters, no spaces',
  )
})

test('an address of Redis and a list of proxies that cannot be read are named', () => {
  const env = { QUEUE_URL: 'redis://:100%@127.0.0.1', CACHE_URL: 'redis://127.0.0.1:99999', TRUSTED_PROXIES: 'banana' }
  expect(() => read(env)).toThrow(
    /^the environment is wrong: TRUSTED_PROXIES is a list .*; QUEUE_URL cannot .* %25.*; CACHE_URL cannot /,
  )
})

test('an address of PostgreSQL that cannot be read is named, with what its password must not hold', () => {
  const env = { DATABASE_URL: 'postgres://u:hunt/er2@db/parley', QUEUE_URL: 'postgres://u:hunt#er2@db/parley' }
  expect(() => read(env)).toThrow(/^the environment is wrong: DATABASE_URL cannot .* %2F.*; QUEUE_URL cannot /)
  expect(() => read(env)).not.toThrow('hunt')
})
