import { setTimeout as delay } from 'node:timers/promises'
import { queueNames, REDIS_PREFIX } from '@parley/queue'
import { Queue as BullQueue } from 'bullmq'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import type { Weather } from '../../support/tcp-proxy.ts'
import type { Book } from './book.ts'
import type { Chance } from './seeded.ts'
import type { World } from './world.ts'

/** What a fault acts on. */
export type Stage = { world: World; book: Book; chance: Chance; moreAnswers: (count: number) => Promise<void> }

/** For as long as clients get some answers, and at most for a while: nobody may be answered at all. */
export const lasting = async ({ chance, moreAnswers }: Stage, longestMs = 2_500): Promise<void> => {
  await Promise.race([moreAnswers(20 + chance.below(120)), delay(300 + chance.below(longestMs))])
}

/** Runs statements against a Redis and forgets the connection. */
export const onRedis = async (url: string, work: (redis: Redis) => Promise<unknown>): Promise<void> => {
  const redis = new Redis(url, { maxRetriesPerRequest: 2 })
  redis.on('error', () => undefined)
  try {
    await work(redis)
  } finally {
    redis.disconnect()
  }
}

/** Sets the weather of three proxies, of any process, for a while. */
export const weather = async (stage: Stage, set: Partial<Weather>): Promise<void> => {
  const all = [...stage.world.apis, ...stage.world.workers]
  const proxies = stage.chance.shuffled(all.flatMap(({ database, queue }) => [database, queue])).slice(0, 3)
  for (const proxy of proxies) proxy.set(set)
  await lasting(stage)
  for (const proxy of proxies) {
    proxy.set()
    if (set.stalled) proxy.cut()
  }
}

/** A process asks the database and is never answered, nor told that the connection is gone: only its own patience ends it. */
export const silentConnection = async (stage: Stage): Promise<void> => {
  const { apis, workers } = stage.world
  const { database } = stage.chance.pick([...apis, ...workers])
  const from = stage.chance.pick(['call', 'answer'] as const)
  const { silenced, forget } = database.silence(from, from === 'call' ? 'commit' : 'COMMIT')
  await Promise.race([silenced, delay(5_000)])
  forget()
  await lasting(stage)
}

/** Sets one setting of the queue's Redis for a while. */
export const configured = (name: string, value: string, back: string) => async (stage: Stage) => {
  const { url } = stage.world.queue
  await onRedis(url, (redis) => redis.config('SET', name, value))
  await lasting(stage)
  await onRedis(url, (redis) => redis.config('SET', name, back))
}

/** Stops a worker for so many milliseconds. */
export const frozen = async (stage: Stage, ms: number): Promise<void> => {
  const worker = stage.chance.pick(stage.world.workers)
  worker.signal('SIGSTOP')
  await delay(ms)
  worker.signal('SIGCONT')
}

/** Takes locks in the opposite order to the store's, again and again. */
export const deadlocks = async (stage: Stage): Promise<void> => {
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
export const failingInserts = async (stage: Stage, code: string): Promise<void> => {
  const { world } = stage
  await world.sql(`create or replace function chaos_refuse() returns trigger language plpgsql as $$
    begin if random() < 0.7 then raise exception 'refused' using errcode = '${code}'; end if; return new; end $$`)
  await world.sql('create trigger chaos_refuse before insert on comment for each row execute function chaos_refuse()')
  await lasting(stage)
  await world.sql('drop trigger chaos_refuse on comment')
}

/** Adds jobs again and out of order, for another site, and malformed ones. */
export const replayJobs = async ({ world, book, chance }: Stage): Promise<void> => {
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
