import { z } from 'zod'

/** Every problem the api answers with: code → status and title. Codes are forever; titles may be reworded. */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not what this address takes' },
  'invalid-json': { status: 400, title: 'The body is not well-formed UTF-8, or no JSON where it should be' },
  'invalid-cursor': { status: 400, title: 'This cursor was not given out by this service' },
  'invalid-idempotency-key': { status: 400, title: 'An Idempotency-Key has 22 to 200 printable characters' },
  'foreign-article-url': { status: 400, title: 'The article’s address is not on a host of this site' },
  'token-needed': { status: 401, title: 'A valid bearer token is needed' },
  'invalid-sign-in': { status: 401, title: 'The site’s sign-in is not valid, or over' },
  'token-too-weak': { status: 403, title: 'This token may not do that' },
  'foreign-origin': { status: 403, title: 'Requests of this kind are taken from the site’s own hosts only' },
  'invalid-form-token': { status: 403, title: 'The form is too old or was not made by this service' },
  'no-route': { status: 404, title: 'Nothing lives at this address' },
  'no-site': { status: 404, title: 'There is no such site' },
  'no-article': { status: 404, title: 'There is no such article' },
  'no-comment': { status: 404, title: 'There is no such comment' },
  'no-receipt': { status: 404, title: 'There is no such receipt' },
  'no-decision': { status: 404, title: 'There is no such decision' },
  'no-ban': { status: 404, title: 'There is no such ban' },
  'no-wave': { status: 404, title: 'There is no such wave; it may be part of another by now' },
  'no-key': { status: 404, title: 'There is no key of that name' },
  'no-token': { status: 404, title: 'There is no token of that name' },
  'no-version': { status: 404, title: 'No such version of the model is kept' },
  'no-backtest': { status: 404, title: 'There is no such backtest' },
  'no-audit': { status: 404, title: 'No audit of this comment is open' },
  'wrong-method': { status: 405, title: 'This address does not take that method' },
  'article-closed': { status: 409, title: 'The article takes no more comments' },
  'parent-not-visible': { status: 409, title: 'The comment replied to is not visible here' },
  'too-deep': { status: 409, title: 'The thread is as deep as threads go' },
  'edit-window-over': { status: 409, title: 'The time for edits is over' },
  'nothing-to-appeal': { status: 409, title: 'Nothing was decided against this comment' },
  'appeal-exists': { status: 409, title: 'There was an appeal already, and there is one only' },
  'already-undone': { status: 409, title: 'The decision is already undone' },
  'wave-decided': { status: 409, title: 'Somebody else decided the wave otherwise since it was looked at' },
  'alias-taken': { status: 409, title: 'A key or alias already belongs to another article' },
  'same-article': { status: 409, title: 'An article cannot be merged into itself' },
  'site-exists': { status: 409, title: 'There is a site with this id' },
  'token-exists': { status: 409, title: 'There is a token of this name' },
  'too-many-phrases': { status: 409, title: 'This site bans as many phrases as may be; lift one first' },
  'comment-deleted': { status: 410, title: 'Its author deleted this comment' },
  'challenge-needed': { status: 428, title: 'A solved challenge of this site is needed just now' },
  'body-too-large': { status: 413, title: 'The body is larger than this address takes' },
  'unsupported-content-type': { status: 415, title: 'This address takes another content type' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key came with another body before' },
  'too-many-requests': { status: 429, title: 'Too many requests; try again later' },
  fault: { status: 500, title: 'Something went wrong here' },
  'too-many-readers': { status: 503, title: 'As many live streams are open here as may be; try again later' },
  overloaded: { status: 503, title: 'More comes in than can be stored just now; try again soon' },
  unavailable: { status: 503, title: 'A store is away; try again soon' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof problems

/** One thing that is wrong with a request: where (a JSON pointer into that part) and what. */
export const problemError = z
  .object({
    in: z.enum(['body', 'query', 'path', 'header']),
    pointer: z.string(),
    detail: z.string(),
  })
  .strict()
export type ProblemErrorItem = z.infer<typeof problemError>

/** The `application/problem+json` of RFC 9457. `type` names the problem's code, `instance` this request. */
export const problem = z
  .object({
    type: z.string().meta({ example: 'urn:parley:problem:no-site' }),
    title: z.string(),
    status: z.int(),
    instance: z.string().meta({ example: 'urn:uuid:0192f0c1-0000-7000-8000-000000000000' }),
    errors: z.array(problemError).optional(),
  })
  .strict()
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problem>

/** What may be said besides the code: which fields were wrong, or headers such as `Retry-After`. */
export type ProblemExtra = { errors?: ProblemErrorItem[]; headers?: Record<string, string> }

/** The `type` of a problem on the wire. */
export const problemType = (code: ProblemCode): string => `urn:parley:problem:${code}`

/** Thrown by routes and middleware, rendered by the api in one place. Anything else that is thrown is a fault. */
export class ProblemError extends Error {
  readonly code: ProblemCode
  readonly status: (typeof problems)[ProblemCode]['status']
  readonly extra: ProblemExtra

  constructor(code: ProblemCode, extra: ProblemExtra = {}) {
    super(code)
    this.name = 'ProblemError'
    this.code = code
    this.status = problems[code].status
    this.extra = extra
  }
}
