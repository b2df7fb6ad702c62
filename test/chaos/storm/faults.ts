import { setTimeout as delay } from 'node:timers/promises'
import { migrate } from '@parley/store'
import { Client } from 'pg'
import {
  configured,
  deadlocks,
  failingInserts,
  frozen,
  lasting,
  onRedis,
  replayJobs,
  silentConnection,
  weather,
  type Stage,
} from './acts.ts'
import { crashAt, crashPoints } from './crash-points.ts'
import { sql } from './world.ts'

/** A fault: the group of the list it belongs to, and what it does; when `play` has ended, everything is as before. Nothing else than
 *  what has `deadlocks` may cause any. */
export type Fault = {
  group: number
  name: string
  deadlocks?: true
  play: (stage: Stage) => Promise<void>
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
  { group: 7, name: 'a connection falls silent, for ever', play: silentConnection },
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
