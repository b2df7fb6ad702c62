import type { AnalyzeError } from '@parley/contracts'
import { ProblemError } from '@parley/contracts'
import { isStoreAway } from '@parley/store'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Deps, Env } from '../../context.ts'
import { patternOf } from '../../middleware/access-log.ts'

const statuses: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  413: 'INVALID_ARGUMENT',
  415: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
}
const DETAIL = 'type.googleapis.com/google.commentanalyzer.v1alpha1.Error'

/** Thrown by routes that speak Google's dialect. */
export class GoogleError extends Error {
  override name = 'GoogleError'
  readonly code: ContentfulStatusCode
  readonly detail: Record<string, unknown> | undefined

  /** `errorType` is what Perspective's clients tell errors apart by. */
  constructor(code: ContentfulStatusCode, message: string, detail?: { errorType: string; [more: string]: unknown }) {
    super(message)
    this.code = code
    this.detail = detail
  }
}

const told: Partial<Record<string, string>> = {
  'token-needed': 'API key not valid. Please pass a valid API key.',
  'invalid-json': 'Invalid JSON payload received.',
}

// What the middleware before a route throws, in the same dialect.
const translated = (thrown: unknown): GoogleError => {
  if (thrown instanceof GoogleError) return thrown
  if (isStoreAway(thrown)) return new GoogleError(503, 'The service is currently unavailable.')
  if (!(thrown instanceof ProblemError)) return new GoogleError(500, 'Internal error encountered.')
  const code = { 401: 403, 415: 400 }[thrown.status as number] ?? thrown.status
  return new GoogleError(code as ContentfulStatusCode, told[thrown.code] ?? thrown.code.replaceAll('-', ' '))
}

/** Renders everything that a route of Google's shape throws; a fault is logged with its stack and answered bare. */
export const googleErrorAnswer =
  ({ log }: Pick<Deps, 'log'>) =>
  (thrown: Error, c: Context<Env>): Response => {
    if (!(thrown instanceof GoogleError) && !(thrown instanceof ProblemError))
      log.error({ event: 'http.fault', requestId: c.get('requestId'), pattern: patternOf(c), err: thrown })
    const { code, message, detail } = translated(thrown)
    const details = detail && [{ '@type': DETAIL, errorType: 'UNKNOWN', ...detail }]
    const body: AnalyzeError = {
      error: { code, message, status: statuses[code] ?? 'UNKNOWN', ...(details && { details }) },
    }
    const headers = thrown instanceof ProblemError ? thrown.extra.headers : undefined
    return c.json(body, code, { 'Cache-Control': 'no-store', ...headers })
  }
