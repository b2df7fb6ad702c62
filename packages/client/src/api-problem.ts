import type { ProblemCode } from '@parley/contracts'

/** A problem's code as the api names it; `unreachable` when no answer came, `unknown` for an answer that is none of ours. */
export type ApiProblemCode = ProblemCode | 'unreachable' | 'unknown'

/** What every call of the client rejects with. */
export class ApiProblem extends Error {
  readonly code: ApiProblemCode
  /** 0 when no answer came. */
  readonly status: number
  /** How long the service asks to be left alone, where it says so. */
  readonly retryAfterMs: number | undefined

  constructor(code: ApiProblemCode, status = 0, retryAfterMs?: number) {
    super(code)
    this.name = 'ApiProblem'
    this.code = code
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

const PREFIX = 'urn:parley:problem:'

/** Reads a refusal; a proxy's own error page has no code of ours. */
export const problemOf = async (answer: Response): Promise<ApiProblem> => {
  const said = (await answer.json().catch(() => undefined)) as { type?: unknown } | undefined
  const type = String(said?.type)
  const code = type.startsWith(PREFIX) ? type.slice(PREFIX.length) : 'unknown'
  const seconds = Number(answer.headers.get('Retry-After') ?? Number.NaN)
  return new ApiProblem(code as ApiProblemCode, answer.status, seconds >= 0 ? seconds * 1_000 : undefined)
}
