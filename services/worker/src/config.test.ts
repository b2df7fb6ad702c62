import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const least = { DATABASE_URL: 'postgres://localhost/parley', QUEUE_URL: 'redis://localhost' }

test('two URLs are enough, and what is read cannot be changed', () => {
  const config = readConfig(least)
  expect(config).toEqual({
    databaseUrl: least.DATABASE_URL,
    queueUrl: least.QUEUE_URL,
    nudgeUrl: least.DATABASE_URL,
    concurrency: 4,
    fewOnly: false,
    checkersPrivate: false,
    logLevel: 'info',
    exitWithParent: false,
  })
  expect(Object.isFrozen(config)).toBe(true)
})

test('everything can be set; an empty variable counts as not set', () => {
  const config = readConfig({
    ...least,
    CACHE_URL: 'rediss://cache',
    WORKER_CONCURRENCY: '8',
    WORKER_JOBS: 'few',
    METRICS_PORT: '9100',
    LOG_LEVEL: 'debug',
    PARLEY_PARENT_PIPE: '1',
  })
  expect(config).toMatchObject({
    nudgeUrl: 'rediss://cache',
    concurrency: 8,
    fewOnly: true,
    logLevel: 'debug',
    exitWithParent: true,
  })
  expect(config.metrics).toEqual({ host: '127.0.0.1', port: 9100 })
  expect(readConfig({ ...least, CACHE_URL: '', METRICS_PORT: '' })).toEqual(readConfig(least))
})

test('every wrong variable is named at once, and no value is repeated', () => {
  const wrong = { QUEUE_URL: 'amqp://secret', WORKER_CONCURRENCY: 'secret', METRICS_PORT: '99999', LOG_LEVEL: 'secret' }
  const reading = () => readConfig(wrong)
  expect(reading).toThrow(ConfigError)
  for (const name of [...Object.keys(wrong), 'DATABASE_URL is missing']) expect(reading).toThrow(name)
  expect(reading).not.toThrow('secret')
})

test('an address of PostgreSQL that cannot be read ends the start, and is not waited for', () => {
  const unread = 'postgres://u:sec/ret@db/parley'
  expect(() => readConfig({ DATABASE_URL: unread, QUEUE_URL: unread })).toThrow(
    /DATABASE_URL cannot be read.*QUEUE_URL cannot be read/,
  )
})
