import { createLog, pinnedClock, type Log } from '@parley/runtime'
import { defaultRules, type Role } from '@parley/contracts'
import type { Ask } from '@parley/queue'
import type { Site, Store } from '@parley/store'
import { CHALLENGE_LIFE_MS, createChallenges, createSpent } from '../challenges/index.ts'
import { readConfig } from '../config.ts'
import type { Deps } from '../context.ts'
import { createEvents } from '../events/index.ts'
import { openDailySecret } from '../limits/daily-secret.ts'
import { createLimits } from '../limits/limits.ts'
import { createSites } from '../lookups/sites.ts'
import { createSignIns } from '../sign-in/sign-ins.ts'
import { createTokens, hashOfToken } from '../lookups/tokens.ts'
import { readModels } from '../models.ts'
import { createMeasures } from '../routes/system/measures.ts'

/** Some verbs of the store; the others say that nobody faked them. */
export type FakeStore = { [Group in keyof Store]?: Partial<Store[Group]> }

/** Two sites of two owners. */
export const fakeSites: Site[] = [
  { id: 'paper', name: 'The Paper', hosts: ['paper.example', 'www.paper.example'], mode: 'auto' as const },
  { id: 'other', name: 'Another', hosts: ['other.example'], mode: 'auto' as const },
].map((site) => ({ ...site, rules: defaultRules, revision: 7, epoch: 1 }))

/** Bearer tokens by their secret. `paper-…` reach that site only. */
export const fakeTokens: Record<string, { name: string; role: Role; sites?: string[] }> = {
  'root-token': { name: 'root', role: 'admin' },
  'ada-token': { name: 'ada', role: 'moderator' },
  'eye-token': { name: 'eye', role: 'reader' },
  'paper-admin-token': { name: 'paper-root', role: 'admin', sites: ['paper'] },
  'paper-mod-token': { name: 'paper-ada', role: 'moderator', sites: ['paper'] },
}

/** What a test sees of the outside: the asks, the log lines. */
export type Seen = { asks: Ask[]; lines: string[] }

const unfaked = <T extends object>(name: string, faked: T): T =>
  new Proxy(faked, {
    get: (target, key) => {
      if (key in target || typeof key === 'symbol') return Reflect.get(target, key) as unknown
      return () => {
        throw new Error(`the store's ${name}.${key} is not faked here`)
      }
    },
  })

const groups = [
  'appeals',
  'sites',
  'articles',
  'counts',
  'events',
  'comments',
  'learning',
  'moderation',
  'waves',
  'reports',
  'tokens',
  'signInKeys',
  'secrets',
  'migrations',
]

/** A store whose sites and tokens are the fakes above, and whose other verbs are given. */
export const fakeStore = (given: FakeStore = {}): Store => {
  const known: FakeStore = {
    ...given,
    sites: {
      find: async (id) => fakeSites.find((site) => site.id === id),
      list: async () => fakeSites,
      ...given.sites,
    },
    tokens: {
      find: async (hash) => {
        const found = Object.entries(fakeTokens).find(([secret]) => hashOfToken(secret) === hash)
        return found && { ...found[1], createdAt: new Date(0) }
      },
      ...given.tokens,
    },
  }
  const whole = Object.fromEntries(groups.map((name) => [name, unfaked(name, known[name as keyof FakeStore] ?? {})]))
  return { ...given, ...whole } as unknown as Store
}

/** The log of a test: lines are kept instead of written. */
export const keptLog = (lines: string[]): Log =>
  createLog({ service: 'api', level: 'debug' }, { write: (line: string) => void lines.push(line) })

/** All that the api is made of, without a database, a queue or a clock that moves. */
export const fakeDeps = async (
  store: FakeStore = {},
  env: Record<string, string> = {},
): Promise<Deps & { seen: Seen; clock: ReturnType<typeof pinnedClock> }> => {
  const seen: Seen = { asks: [], lines: [] }
  const log = keptLog(seen.lines)
  const clock = pinnedClock(new Date('2026-11-23T12:00:00Z'))
  const faked = fakeStore(store)
  const config = readConfig({ DATABASE_URL: 'postgres://nowhere', QUEUE_URL: 'postgres://nowhere', ...env })
  const dailySecret = await openDailySecret({ clock, log })
  dailySecret.close()
  const secrets = {
    cursors: Buffer.from('cursors'),
    forms: Buffer.from('forms'),
    receipts: Buffer.from('receipts'),
    challenges: Buffer.from('challenges'),
    authors: Buffer.from('authors'),
    signIns: Buffer.from('sign-ins'),
  }
  const counts = { close: async () => undefined } as Deps['counts']
  const events = createEvents({ store: faked, counts, limits: config.streams, log })
  await events.close()
  return {
    seen,
    config,
    store: faked,
    queue: { askForModeration: (ask) => void seen.asks.push(ask), waiting: async () => 0 },
    nudges: { send: () => undefined, listen: () => undefined },
    counts,
    firstPages: {
      find: () => undefined,
      again: () => undefined,
      generationOf: () => undefined,
      keep: () => undefined,
      hint: () => undefined,
    },
    events,
    log,
    clock,
    secrets,
    signIns: createSignIns({ store: faked, secrets, clock }),
    challenges: createChallenges({
      secret: secrets.challenges,
      pressure: { level: async () => 0, sent: () => undefined },
      spent: createSpent({ lifeMs: CHALLENGE_LIFE_MS }),
      clock,
    }),
    dailySecret,
    limits: createLimits(config.limits),
    admission: {
      refusal: () => undefined,
      untilTold: () => undefined,
      during: (_siteId, work) => work(),
      close: () => undefined,
    },
    fairShares: { place: () => undefined, turn: () => undefined, settled: () => undefined, close: () => undefined },
    sites: createSites(faked),
    tokens: createTokens(faked),
    measures: createMeasures(),
    leaving: new AbortController().signal,
    models: await readModels(),
  }
}
