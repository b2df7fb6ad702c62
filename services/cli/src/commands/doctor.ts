import { REDIS_PREFIX } from '@parley/queue'
import { readConfig } from '../config.ts'
import type { Config } from '../config.ts'
import type { Command } from '../context.ts'
import { linesOf, look, wrong } from '../doctor/finding.ts'
import type { Finding } from '../doctor/finding.ts'
import { lookAtApi, lookAtStore } from '../doctor/parley.ts'
import { lookAtPostgres, lookAtQueueDatabase } from '../doctor/postgres.ts'
import { judgeCache, judgeQueue, readRedis } from '../doctor/redis.ts'
import { judgeAway } from '../doctor/redis-away.ts'
import { lookAround } from '../doctor/surroundings.ts'
import { readArgs } from '../parse-args.ts'
import { localUrl } from '../standalone/address.ts'
import { readRunning } from '../standalone/running.ts'

/** `parley doctor`: looks at everything Parley stands on. */
export const doctor: Command = {
  usage: 'doctor',
  summary: 'Looks at settings, servers and counts; says what is wrong and how to mend it.',
  details:
    'Looks at DATABASE_URL, QUEUE_URL and CACHE_URL, or at the standalone that runs. Exit code 1 when something is wrong.',
  run: async (args, context) => {
    readArgs(args, {})
    const config = readConfig(context)
    const started = await readRunning(config.dataDir)
    const databaseUrl = config.databaseUrl ?? started?.databaseUrl
    const running = started?.databaseUrl === databaseUrl ? started : undefined
    const findings = lookAround(config, process.versions.node)
    if (databaseUrl === undefined) {
      const mend = 'start Parley (npm start), or set DATABASE_URL'
      findings.push(wrong(`DATABASE_URL is not set and no Parley runs with ${config.dataDir}`, mend))
    } else {
      findings.push(...(await lookAtDatabase(databaseUrl)))
      findings.push(...(await lookAtQueue(config, config.queueUrl ?? running?.queueUrl, databaseUrl)))
      findings.push(await lookAtApi(running?.api ?? localUrl(config.host, config.port)))
    }
    for (const finding of findings) for (const line of linesOf(finding)) context.print(line)
    const bad = findings.filter(({ level }) => level === 'wrong').length
    context.print(bad === 0 ? '\nNothing is wrong.' : `\n${bad} wrong.`)
    return bad === 0 ? 0 : 1
  },
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
