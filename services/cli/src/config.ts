import { join, resolve } from 'node:path'
import { isRedisUrl, readProxies, REDIS_URL_MEND } from '@parley/runtime'
import { DATABASE_URL_MEND, isDatabaseUrl } from '@parley/store'
import type { Context } from './context.ts'
import { Refusal } from './refusal.ts'

/** What the commands know from the environment. */
export type Config = {
  databaseUrl?: string
  queueUrl?: string
  cacheUrl?: string
  port: number
  host: string
  /** The standalone's data folder. */
  dataDir: string
  /** Presets the admin token of the standalone. */
  token?: string
  trustedProxies?: string
}

const urlOf = (...schemes: string[]) => ({
  test: (text: string) => schemes.some((scheme) => text.startsWith(`${scheme}://`)),
  says: `begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
})
const postgres = ['postgres', 'postgresql']
const redis = ['redis', 'rediss']

/** An address of PostgreSQL with the right beginning that can be read to its end. */
const readable = {
  test: (text: string) => !urlOf(...postgres).test(text) || isDatabaseUrl(text),
  says: DATABASE_URL_MEND,
}

/** The same of Redis. */
const reachable = {
  test: (text: string) => !urlOf(...redis).test(text) || isRedisUrl(text),
  says: REDIS_URL_MEND,
}

const rules = {
  DATABASE_URL: urlOf(...postgres),
  QUEUE_URL: urlOf(...redis, ...postgres),
  CACHE_URL: urlOf(...redis),
  PORT: {
    test: (text: string) => /^\d+$/.test(text) && Number(text) > 0 && Number(text) < 65_536,
    says: 'is 1 to 65535',
  },
  PARLEY_TOKEN: {
    test: (text: string) => /^[\x21-\x7e]{22,200}$/.test(text),
    says: 'has 22 to 200 characters, no spaces',
  },
  TRUSTED_PROXIES: {
    test: (text: string) => readProxies(text) !== undefined,
    says: 'is a list of addresses and subnets by commas',
  },
}

const addresses = { DATABASE_URL: [readable], QUEUE_URL: [readable, reachable], CACHE_URL: [reachable] }

/** Reads the environment; names every wrong variable at once. An empty variable counts as absent. */
export const readConfig = ({ env, checkout }: Pick<Context, 'env' | 'checkout'>): Config => {
  const read = (name: string) => env[name]?.trim() || undefined
  const asked = [
    ...Object.entries(rules),
    ...Object.entries(addresses).flatMap(([name, all]) => all.map((rule) => [name, rule] as const)),
  ]
  const wrong = asked
    .filter(([name, { test }]) => read(name) !== undefined && !test(read(name) ?? ''))
    .map(([name, { says }]) => `${name} ${says}`)
  if (wrong.length > 0) throw new Refusal(`the environment is wrong: ${wrong.join('; ')}`)

  const optional = {
    databaseUrl: read('DATABASE_URL'),
    queueUrl: read('QUEUE_URL'),
    cacheUrl: read('CACHE_URL'),
    token: read('PARLEY_TOKEN'),
    trustedProxies: read('TRUSTED_PROXIES'),
  }
  const present = Object.entries(optional).filter(([, value]) => value !== undefined)
  const dataDir = resolve(read('PARLEY_DATA') ?? join(checkout, '.parley'))
  const port = Number(read('PORT') ?? 8787)
  return Object.freeze({ ...Object.fromEntries(present), port, host: read('HOST') ?? '127.0.0.1', dataDir })
}
