import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { LRUCache } from 'lru-cache'
import type { Deps } from '../context.ts'
import { createAnswers } from './answers.ts'
import { isUnchanged } from '../http/is-unchanged.ts'
import { createHeads, type Head } from './lane-heads.ts'
import type { Passes } from './lane-passes.ts'
import { readQuery } from './question.ts'

/** Answers a request and says so, or leaves it untouched to the framework: at once, or later by calling `leave`. */
export type Lane = (req: IncomingMessage, res: ServerResponse, leave: () => void) => boolean

type Needs = Pick<Deps, 'counts' | 'measures'>

/** An answer ready to be sent again while its site stays at this revision. */
type Finished = { siteId: string; revision: number; generation: number; etag: string; body: string; head: Head }

const PREFIX = '/v1/sites/'
const QUERY = '/counts?'
const ROUTE = '/v1/sites/:site/counts'
/** Of finished answers, roughly. */
const FINISHED_BYTES = 16 * 1_048_576

/**
 * A way around the framework for `GET /v1/sites/{site}/counts` where memory alone can answer 200 or 304: the framework takes
 * half the time of such an answer. Everything else (another method, a body, a wrong question, a refused caller, what has to be
 * read first) is left to the app, which answers the same.
 *
 * @example const lane = await createCountsLane(deps, createPasses(deps)); createServer((req, res) => void (lane(req, res, () => serve(req, res)) || serve(req, res)))
 */
export const createCountsLane = async ({ counts, measures }: Needs, passes: Passes): Promise<Lane> => {
  const answers = createAnswers(counts)
  const heads = await createHeads()
  const finished = new LRUCache<string, Finished>({
    maxSize: FINISHED_BYTES,
    sizeCalculation: ({ body }, url) => 1_000 + url.length + 2 * body.length,
  })
  const tally = (status: 200 | 304) => {
    const requests = measures.requests.tally({ method: 'GET', route: ROUTE, status: String(status) })
    const served = measures.countsServed.tally({ from: 'memory', status: String(status) })
    return { requests, served }
  }
  const sent = { 200: tally(200), 304: tally(304) }

  const isCurrent = ({ siteId, revision, generation }: Finished, at: number): boolean => {
    const now = counts.followed(siteId, at)
    return now?.revision === revision && now.generation === generation
  }

  const finish = (url: string, now: number): Finished | undefined => {
    const end = url.indexOf('/', PREFIX.length)
    if (end < 0 || !url.startsWith(QUERY, end)) return undefined
    const siteId = url.slice(PREFIX.length, end)
    const site = counts.followed(siteId, now) && passes.site(siteId)
    if (!site) return undefined
    try {
      const answer = answers.now(site, readQuery(url.slice(end + QUERY.length)))
      if (!answer) return undefined
      const { body, etag, revision, generation } = answer
      const made = { siteId, revision, generation, etag, body, head: heads.of(body, etag) }
      finished.set(url, made)
      return made
    } catch {
      return undefined // a wrong question: the framework says what is wrong with it
    }
  }

  return (req, res) => {
    const url = req.url ?? ''
    if (req.method !== 'GET' || !url.startsWith(PREFIX)) return false
    const now = counts.now()
    const kept = finished.get(url)
    const answer = kept && passes.site(kept.siteId) && isCurrent(kept, now) ? kept : finish(url, now)
    const caller = answer && passes.caller(req, now)
    if (!answer || !caller) return false

    const status = isUnchanged(caller.ifNoneMatch, answer.etag) ? 304 : 200
    const head = status === 200 ? answer.head.found : answer.head.unchanged
    head[heads.requestIdAt[status]] = randomUUID()
    res.writeHead(status, head)
    if (status === 200) res.end(answer.body, answer.head.encoding)
    else res.end()
    const { requests, served } = sent[status]
    requests((counts.now() - now) / 1_000)
    served()
    return true
  }
}
