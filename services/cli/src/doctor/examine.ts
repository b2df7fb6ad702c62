import { REDIS_PREFIX } from '@parley/queue'
import type { Config } from '../config.ts'
import { localUrl } from '../standalone/address.ts'
import type { Running } from '../standalone/running.ts'
import { look, wrong } from './finding.ts'
import type { Finding } from './finding.ts'
import { lookAtApi, lookAtStore } from './parley.ts'
import { lookAtPostgres, lookAtQueueDatabase } from './postgres.ts'
import { judgeCache, judgeQueue, readRedis } from './redis.ts'
import { judgeAway } from './redis-away.ts'
import { lookAround } from './surroundings.ts'

/** Looks at everything that Parley stands on by these settings, or where they say nothing, by those of the standalone that was started. */
export const examine = async (config: Config, started: Running | undefined): Promise<Finding[]> => {
  const databaseUrl = config.databaseUrl ?? started?.databaseUrl
  const running = started?.databaseUrl === databaseUrl ? started : undefined
  const around = lookAround(config, process.versions.node)
  if (databaseUrl === undefined) {
    const mend = 'start Parley (npm start), or set DATABASE_URL'
    return [...around, wrong(`DATABASE_URL is not set and no Parley runs with ${config.dataDir}`, mend)]
  }
  return [
    ...around,
    ...(await lookAtDatabase(databaseUrl)),
    ...(await lookAtQueue(config, config.queueUrl ?? running?.queueUrl, databaseUrl)),
    await lookAtApi(running?.api ?? localUrl(config.host, config.port)),
  ]
}

const lookAtDatabase = async (url: string): Promise<Finding[]> => {
  const server = await lookAtPostgres(url)
  const reached = server.length > 1
  return reached ? [...server, ...(await lookAtStore(url))] : server
}

const lookAtQueue = async ({ cacheUrl }: Config, queueUrl: string | undefined, databaseUrl: string) => {
  const findings: Finding[] = []
  let queueRunId: string | undefined
  if (queueUrl === undefined) {
    const mend =
      'parley start takes the database; an api and a worker of their own need redis://… or the value of DATABASE_URL'
    findings.push(look('QUEUE_URL is not set', mend))
  } else if (queueUrl.startsWith('postgres')) {
    findings.push(...(await lookAtQueueDatabase(queueUrl, databaseUrl)))
  } else {
    const queue = await readRedis(queueUrl, REDIS_PREFIX)
    if ('away' in queue) findings.push(judgeAway("the queue's", 'QUEUE_URL', queue.away))
    else {
      queueRunId = queue.runId
      findings.push(...judgeQueue(queue))
    }
  }
  return [...findings, ...(await lookAtCache(cacheUrl, queueRunId))]
}

const lookAtCache = async (url: string | undefined, queueRunId: string | undefined): Promise<Finding[]> => {
  if (url === undefined)
    return [look('CACHE_URL is not set', 'that is right for one api process; several need a second Redis')]
  const cache = await readRedis(url, 'parley')
  if ('away' in cache) return [judgeAway("the cache's", 'CACHE_URL', cache.away)]
  return judgeCache(cache, queueRunId)
}
