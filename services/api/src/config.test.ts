import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const least = { DATABASE_URL: 'postgres://u:secret@db/parley', QUEUE_URL: 'redis://queue' }

test('two addresses are enough; the rest has defaults', () => {
  const config = readConfig(least)
  expect(config).toMatchObject({
    port: 8787,
    host: '127.0.0.1',
    logLevel: 'info',
    exitWithParent: false,
    limits: { write: { points: 30, seconds: 60 } },
  })
  expect(config.cacheUrl).toBeUndefined()
  expect(Object.isFrozen(config)).toBe(true)
})

test('what the README says is the default changes nothing when it is set', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \| ([\w./]+) \| (?:all|api\b[^|]*) \|/gm)]
  const told = Object.fromEntries(
    rows.flatMap(([, name = '', value = '']) => (value === 'none' ? [] : [[name, value]])),
  )
  expect(Object.keys(told)).toHaveLength(11)
  expect(readConfig({ ...told, ...least })).toEqual(readConfig(least))
})

test('every wrong variable is named at once, and no value is shown', () => {
  const wrong = {
    DATABASE_URL: 'mysql://u:secret@db',
    PORT: '70000',
    LOG_LEVEL: 'loud',
    TRUSTED_PROXIES: '10.0.0.0/33',
    CACHE_URL: 'postgres://secret@cache',
    RATE_LIMIT_WRITE: 'many',
    PARLEY_PARENT_PIPE: 'yes',
  }
  const thrown = (() => {
    try {
      return readConfig(wrong)
    } catch (error) {
      return error
    }
  })()
  expect(thrown).toBeInstanceOf(ConfigError)
  const { message } = thrown as ConfigError
  for (const name of [...Object.keys(wrong), 'QUEUE_URL']) expect(message).toContain(`  ${name} `)
  expect(message).toContain('QUEUE_URL is missing')
  expect(message).not.toContain('secret')
})

test('an empty variable counts as absent', () => {
  expect(readConfig({ ...least, CACHE_URL: '', PORT: '' })).toMatchObject({ port: 8787 })
})

test('proxies are addresses and subnets of both families', () => {
  const { trustedProxies } = readConfig({ ...least, TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8,fd00::/8 , ::1' })
  expect(['127.0.0.1', '10.255.1.1'].map((address) => trustedProxies.check(address))).toEqual([true, true])
  expect(['fd12::1', '::1', '2001:db8::1'].map((address) => trustedProxies.check(address, 'ipv6'))).toEqual([
    true,
    true,
    false,
  ])
})

test('a limit can be turned off', () => {
  expect(readConfig({ ...least, RATE_LIMIT_WRITE: 'off' }).limits.write).toBe('off')
})

test('an address of PostgreSQL that cannot be read ends the start, and is not waited for', () => {
  const unread = 'postgres://u:sec/ret@db/parley'
  const reading = () => readConfig({ DATABASE_URL: unread, DATABASE_READ_URL: unread, QUEUE_URL: unread })
  for (const name of ['DATABASE_URL', 'DATABASE_READ_URL', 'QUEUE_URL'])
    expect(reading).toThrow(`  ${name} cannot be read`)
  expect(readConfig({ ...least, QUEUE_URL: 'redis://a:1,b:2' }).queueUrl).toBe('redis://a:1,b:2')
})
