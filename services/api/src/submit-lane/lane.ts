import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { commentDraft, ProblemError, type CommentDraft } from '@parley/contracts'
import type { Site } from '@parley/store'
import type { Deps } from '../context.ts'
import type { Lane, Passes } from '../counts/index.ts'
import type { Caller } from '../limits/daily-secret.ts'
import { faultOf, problemBody } from '../http/problem-answer.ts'
import { jsonOf } from '../http/read-body.ts'
import { checked } from '../http/route.ts'
import { callerOn } from '../middleware/client-network.ts'
import { isOfSite } from '../middleware/origin.ts'
import { takeCommentOrRefuse, takeOrRefuse } from '../middleware/rate-limit.ts'
import { acceptComment, type AcceptNeeds } from '../verbs/accept-comment.ts'
import { admit, overloadOf } from '../verbs/admit.ts'
import { createHeads, repeated, type Repeated } from './heads.ts'
import { readBody, readPlain, type Plain } from './request.ts'

type Needs = AcceptNeeds & Pick<Deps, 'admission' | 'config' | 'dailySecret' | 'log' | 'measures'>

const ROUTE = '/v1/sites/:site/comments'
const TELL_MS = 1_000

/**
 * A way around the framework for `POST /v1/sites/{site}/comments` as it is usually sent, by a page of the site or by a server: the
 * framework takes a third of the time of such an answer. Everything else (a moderator's token, another origin, another framing,
 * a site that is not known yet) is left to the app, whose route asks the same verb and answers the same.
 *
 * @example const lane = await createSubmitLane(deps, createPasses(deps))
 */
export const createSubmitLane = async (deps: Needs, passes: Passes): Promise<Lane> => {
  const { log, measures } = deps
  const heads = await createHeads()
  const access = log.child({ event: 'http.request', method: 'POST', pattern: ROUTE }) // made into JSON once
  const accepted = measures.requests.tally({ method: 'POST', route: ROUTE, status: '202' })
  const refused = measures.requests.tally({ method: 'POST', route: ROUTE, status: '503' })

  const accept = async (req: IncomingMessage, { plain, site, requestId }: Asked): Promise<string> => {
    const { length, forwarded, origin, idempotencyKey } = plain
    const bytes = await readBody(req, length)
    return admit(deps.admission, site.id, async () => {
      const network = callerOn(deps, req.socket, forwarded)
      await takeOrRefuse(deps, 'read', network)
      const draft = await draftIn(bytes, network)
      const recent = await takeCommentOrRefuse(deps, site.id, network)
      const sender = { site, network, recent, origin, idempotencyKey, requestId, findToken: noToken }
      return JSON.stringify(await acceptComment(deps, sender, draft))
    })
  }

  /** Reads what was sent, which costs less than asking the cache. What is malformed costs a write too, and is no comment. */
  const draftIn = async (bytes: Uint8Array, network: Caller): Promise<CommentDraft> => {
    try {
      return checked(commentDraft, 'body', jsonOf(bytes))
    } catch (problem) {
      await takeOrRefuse(deps, 'write', network)
      throw problem
    }
  }

  const refuse = (res: ServerResponse, thrown: unknown, { plain: { origin }, requestId }: Asked): number => {
    const error = thrown instanceof ProblemError ? thrown : faultOf(thrown)
    if (error !== thrown) log.error({ event: 'http.fault', requestId, pattern: ROUTE, err: thrown })
    const body = JSON.stringify(problemBody(error, requestId))
    const more = Object.entries(error.extra.headers ?? {}).flat()
    res.writeHead(error.status, [...heads.problem({ requestId, origin, body }), ...more])
    res.end(body)
    return error.status
  }

  const answer = async (req: IncomingMessage, res: ServerResponse, asked: Asked): Promise<void> => {
    const start = performance.now()
    const { requestId } = asked
    let status = 202
    try {
      const body = await accept(req, asked)
      res.writeHead(status, heads.accepted({ requestId, origin: asked.plain.origin, body }))
      res.end(body, 'latin1') // ASCII: an id, a status and a receipt
    } catch (thrown) {
      status = refuse(res, thrown, asked)
    }
    const ms = performance.now() - start
    if (status === 202) accepted(ms / 1_000)
    else measures.requests.observe({ method: 'POST', route: ROUTE, status: String(status) }, ms / 1_000)
    access.info({ requestId, status, ms: Math.round(ms * 100) / 100 })
  }

  /** Before anything of it is read, and without a line each: there are thousands a second of them. */
  const turnAway = (res: ServerResponse, overload: ProblemError, asked: Asked): void => {
    const late = deps.admission.untilTold()
    if (late) void late.then(() => tell(res, overload, asked))
    else tell(res, overload, asked)
  }
  const tell = (res: ServerResponse, overload: ProblemError, { plain: { origin }, requestId }: Asked): void => {
    let known = overloads.get(overload)
    if (!known) overloads.set(overload, (known = repeated(heads, overload)))
    const { head, body } = known(requestId, origin)
    res.writeHead(overload.status, head)
    res.end(body, 'latin1')
    refused(0)
    if (turnedAway === 0) setTimeout(tellTurnedAway, TELL_MS).unref()
    turnedAway += 1
  }
  const overloads = new Map<ProblemError, Repeated>() // `overloadOf` has one for each of the few times there are to wait
  let turnedAway = 0
  const tellTurnedAway = (): void => {
    log.warn({ event: 'http.turned-away', pattern: ROUTE, times: turnedAway })
    turnedAway = 0
  }

  return (req, res) => {
    const plain = readPlain(req)
    const site = plain && passes.site(plain.siteId)
    if (!plain || !site || (plain.origin !== undefined && !isOfSite(plain.origin, site))) return false
    const asked = { plain, site, requestId: randomUUID() }
    const overload = overloadOf(deps.admission, site.id)
    if (overload) turnAway(res, overload, asked)
    else void answer(req, res, asked)
    return true
  }
}

/** A request with a moderator's token is the framework's. */
const noToken = async () => undefined

type Asked = { plain: Plain; site: Site; requestId: string }
