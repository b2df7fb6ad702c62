import { setTimeout as delay } from 'node:timers/promises'
import { Queue as BullQueue } from 'bullmq'
import { Redis } from 'ioredis'
import { migrate } from '@parley/store'
import { queueNames, REDIS_PREFIX } from '@parley/queue'
import { Client } from 'pg'
import type { Weather } from '../../support/tcp-proxy.ts'
import type { Book } from './book.ts'
import { crashAt, crashPoints } from './crash-points.ts'
import type { Chance } from './seeded.ts'
import { sql, type World } from './world.ts'

/** What a fault acts on. */
export type Stage = { world: World; book: Book; chance: Chance; moreAnswers: (count: number) => Promise<void> }

/** A fault: the group of the list it belongs to, and what it does; when `play` has ended, everything is as before. Nothing else than
 *  what has `deadlocks` may cause any. */
export type Fault = {
  group: number
  name: string
  deadlocks?: true
  play: (stage: Stage) => Promise<void>
}

/** For as long as clients get some answers, and at most for a while: nobody may be answered at all. */
const lasting = async ({ chance, moreAnswers }: Stage, longestMs = 2_500): Promise<void> => {
  await Promise.race([moreAnswers(20 + chance.below(120)), delay(300 + chance.below(longestMs))])
}

/** Runs statements against a Redis and forgets the connection. */
const onRedis = async (url: string, work: (redis: Redis) => Promise<unknown>): Promise<void> => {
  const redis = new Redis(url, { maxRetriesPerRequest: 2 })
  redis.on('error', () => undefined)
  try {
    await work(redis)
  } finally {
    redis.disconnect()
  }
}

const weather = async (stage: Stage, set: Partial<Weather>): Promise<void> => {
  const all = [...stage.world.apis, ...stage.world.workers]
  const proxies = stage.chance.shuffled(all.flatMap(({ database, queue }) => [database, queue])).slice(0, 3)
  for (const proxy of proxies) proxy.set(set)
  await lasting(stage)
  for (const proxy of proxies) {
    proxy.set()
    if (set.stalled) proxy.cut()
  }
}

const configured = (name: string, value: string, back: string) => async (stage: Stage) => {
  const { url } = stage.world.queue
  await onRedis(url, (redis) => redis.config('SET', name, value))
  await lasting(stage)
  await onRedis(url, (redis) => redis.config('SET', name, back))
}

const frozen = async (stage: Stage, ms: number): Promise<void> => {
  const worker = stage.chance.pick(stage.world.workers)
  worker.signal('SIGSTOP')
  await delay(ms)
  worker.signal('SIGCONT')
}

/** Takes locks in the opposite order to the store's, again and again. */
const deadlocks = async (stage: Stage): Promise<void> => {
  const { databaseUrl } = stage.world
  for (let turn = 0; turn < 6; turn += 1) {
    const client = new Client({ connectionString: databaseUrl })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.query('begin')
      await client.query(`select 1 from comment where site_id = 'paper' order by id desc limit 40 for update`)
      await client.query(`select 1 from article where site_id = 'paper' for update`)
      await delay(60)
      await client.query(`select 1 from site where id = 'paper' for update`)
      await client.query('commit')
    } catch {
      // The victim is it or the store: both are what this is for.
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}

/** PostgreSQL's own error of that code, for every new comment. */
const failingInserts = async (stage: Stage, code: string): Promise<void> => {
  const { world } = stage
  await world.sql(`create or replace function chaos_refuse() returns trigger language plpgsql as $$
    begin if random() < 0.7 then raise exception 'refused' using errcode = '${code}'; end if; return new; end $$`)
  await world.sql('create trigger chaos_refuse before insert on comment for each row execute function chaos_refuse()')
  await lasting(stage)
  await world.sql('drop trigger chaos_refuse on comment')
}

const replayJobs = async ({ world, book, chance }: Stage): Promise<void> => {
  const connection = new Redis(world.queue.url, { maxRetriesPerRequest: null })
  connection.on('error', () => undefined)
  const jobs = new BullQueue(queueNames.moderate, { connection, prefix: REDIS_PREFIX })
  jobs.on('error', () => undefined)
  const known = book.known('paper')
  for (let turn = 0; turn < 8 && known.length > 0; turn += 1) {
    const commentIds = chance
      .shuffled(known)
      .slice(0, 1 + chance.below(20))
      .map(({ id }) => id)
    for (let copy = 0; copy < 3; copy += 1) await jobs.add('moderate', { siteId: 'paper', commentIds })
    await jobs.add('moderate', { siteId: 'other', commentIds }) // ids of another site
  }
  for (const poison of [{}, { siteId: 'paper' }, { siteId: 'paper', commentIds: ['x'] }, 'text', { commentIds: [{}] }])
    await jobs.add('moderate', poison, { attempts: 2 })
  await jobs.close()
  connection.disconnect()
}

/** Every fault, by the groups of the list that they come from. */
export const faults: Fault[] = [
  { group: 1, name: 'an api is killed', play: (stage) => stage.chance.pick(stage.world.apis).restart('SIGKILL') },
  { group: 2, name: 'a worker is killed', play: (stage) => stage.chance.pick(stage.world.workers).restart('SIGKILL') },
  ...crashPoints.map(({ group, name, ...point }) => ({
    group,
    name,
    play: (stage: Stage) => crashAt(stage, { name, ...point }),
  })),
  {
    group: 3,
    name: 'a worker is stopped for longer than its locks last, and goes on',
    play: (stage) => frozen(stage, 9_000),
  },
  {
    group: 4,
    name: 'the queue is killed',
    play: async (stage) => {
      await stage.world.queue.kill()
      await lasting(stage)
      await stage.world.queue.restart()
    },
  },
  {
    group: 4,
    name: 'the queue comes back empty',
    play: async (stage) => {
      await stage.world.queue.kill()
      await lasting(stage)
      await stage.world.queue.restart({ empty: true })
    },
  },
  {
    group: 5,
    name: 'the queue answers nothing',
    play: async (stage) => {
      stage.world.queue.pause()
      await lasting(stage)
      stage.world.queue.resume()
    },
  },
  { group: 5, name: 'the queue is out of memory', play: configured('maxmemory', '1mb', '0') },
  {
    group: 5,
    name: 'the queue is read-only',
    play: async (stage) => {
      await onRedis(stage.world.queue.url, (redis) => redis.call('REPLICAOF', '127.0.0.1', '1'))
      await lasting(stage)
      await onRedis(stage.world.queue.url, (redis) => redis.call('REPLICAOF', 'NO', 'ONE'))
    },
  },
  {
    group: 5,
    name: 'the queue is flushed',
    play: (stage) => onRedis(stage.world.queue.url, (redis) => redis.flushall()),
  },
  {
    group: 5,
    name: 'the cache is flushed, then killed',
    play: async (stage) => {
      await onRedis(stage.world.cache.url, (redis) => redis.flushall())
      await stage.world.cache.kill()
      await lasting(stage)
      await stage.world.cache.restart({ empty: true })
    },
  },
  {
    group: 6,
    name: 'the postmaster is killed',
    play: async (stage) => {
      process.kill(stage.world.postgres.pid(), 'SIGKILL')
      await lasting(stage)
    },
  },
  {
    group: 6,
    name: 'PostgreSQL stops at once',
    play: async (stage) => {
      process.kill(stage.world.postgres.pid(), 'SIGQUIT')
      await lasting(stage)
    },
  },
  {
    group: 6,
    name: 'connections are ended at random',
    play: async ({ world }) => {
      for (let turn = 0; turn < 5; turn += 1) {
        await world.sql(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and random() < 0.4`)
        await delay(120)
      }
    },
  },
  {
    group: 6,
    name: 'statements are cancelled, as when they take too long',
    play: async ({ world }) => {
      for (let turn = 0; turn < 30; turn += 1) {
        await world.sql(`select pg_cancel_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state = 'active'`)
        await delay(30)
      }
    },
  },
  {
    group: 6,
    name: 'all connections are used up',
    play: async (stage) => {
      const clients = Array.from({ length: 130 }, () => new Client({ connectionString: stage.world.databaseUrl }))
      for (const client of clients) client.on('error', () => undefined)
      await Promise.allSettled(clients.map((client) => client.connect()))
      await stage.world.apis[0]?.restart('SIGKILL').catch(() => undefined)
      await Promise.allSettled(clients.map((client) => client.end()))
    },
  },
  { group: 6, name: 'the disk is full', play: (stage) => failingInserts(stage, '53100') },
  { group: 7, name: 'the network is slow and uneven', play: (stage) => weather(stage, { delayMs: 20, jitterMs: 150 }) },
  {
    group: 7,
    name: 'connections are reset after some bytes',
    play: (stage) => weather(stage, { resetAfter: 400 + stage.chance.below(4_000) }),
  },
  { group: 7, name: 'connections are half open', play: (stage) => weather(stage, { stalled: true }) },
  {
    group: 7,
    name: 'connections are refused and cut',
    play: async (stage) => {
      const one = stage.chance.pick([...stage.world.apis, ...stage.world.workers])
      one.database.set({ closed: true })
      one.database.cut()
      await lasting(stage)
      one.database.set()
    },
  },
  {
    group: 7,
    name: 'an answer to COMMIT is lost',
    play: async ({ world, chance }) => {
      for (const one of chance.shuffled([...world.apis, ...world.workers]).slice(0, 3)) {
        const { dropped, forget } = one.database.dropAnswer('COMMIT')
        await Promise.race([dropped, delay(1_500)])
        forget()
      }
    },
  },
  {
    group: 8,
    name: 'clocks jump an hour ahead, and back',
    play: async (stage) => {
      const some = stage.chance.shuffled([...stage.world.apis, ...stage.world.workers]).slice(0, 2)
      for (let turn = 0; turn < 3; turn += 1) {
        for (const one of some) one.signal('SIGUSR2')
        await lasting(stage, 700)
      }
    },
  },
  { group: 9, name: 'deadlocks are forced', deadlocks: true, play: deadlocks },
  { group: 9, name: 'serialization fails', play: (stage) => failingInserts(stage, '40001') },
  { group: 10, name: 'jobs come again, out of order, for another site, and malformed', play: replayJobs },
  {
    group: 11,
    name: 'an outside checker hangs, breaks and talks nonsense',
    play: async (stage) => {
      const { checker } = stage.world
      const before = checker.answer
      for (const answer of [
        () => undefined,
        (response) => void response.destroy(),
        (response) => void response.writeHead(500).end('broken'),
        (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":NaN}'),
      ] as (typeof checker.answer)[]) {
        checker.answer = answer
        await lasting(stage, 600)
      }
      checker.answer = before
    },
  },
  {
    group: 12,
    name: 'everything is restarted, one after the other',
    play: async ({ world }) => {
      for (const one of [...world.apis, ...world.workers]) await one.restart('SIGTERM')
    },
  },
  { group: 13, name: 'a worker’s event loop is blocked', play: (stage) => frozen(stage, 4_000) },
  {
    group: 14,
    name: 'nudges are lost',
    play: async (stage) => {
      stage.world.cacheProxy.set({ stalled: true })
      await lasting(stage)
      stage.world.cacheProxy.set()
      stage.world.cacheProxy.cut()
    },
  },
  {
    group: 15,
    name: 'migrations run while it serves',
    play: async ({ world }) => {
      await Promise.all([migrate(world.databaseUrl), migrate(world.databaseUrl)])
      await sql(world.databaseUrl, 'analyze')
    },
  },
]
