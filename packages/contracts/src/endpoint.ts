import type { z } from 'zod'
import type { ProblemCode } from './problem.ts'
import type { Role } from './words.ts'

/** Who may call: anybody, the holder of a receipt, a token of any role as `?key=`, a bearer token of at least that role,
 *  or the machine's operator. */
export type Who = 'anyone' | 'receipt' | 'key' | 'operator' | Role

/** What one status of an endpoint's answer carries. */
export type Answer = {
  says: string
  /** Absent: no body. */
  schema?: z.ZodType
  /** `application/json` when absent. */
  type?: string
  headers?: Record<string, string>
}

/** One method at one path: all that a client, a document or a test needs to know of it. */
export type Endpoint = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** In OpenAPI's spelling: `/v1/sites/{site}/comments`. */
  path: string
  who: Who
  tag: string
  says: string
  params?: z.ZodObject
  query?: z.ZodObject
  headers?: z.ZodObject
  /** The JSON body. */
  body?: z.ZodType
  /** The fields of an `application/x-www-form-urlencoded` body. */
  form?: z.ZodType
  /** The largest body in bytes, a letter that JSON escapes counted as two; 16 KB when absent. */
  maxBytes?: number
  answers: Record<number, Answer>
  /** It speaks another service's dialect: its errors are among its answers, and it has no problems. */
  ownErrors?: true
  /** Every problem it may answer with. */
  problems: readonly ProblemCode[]
}

/** Keeps an endpoint's own type while checking it. */
export const endpoint = <const E extends Endpoint>(given: E): E => given

/** The largest body of an endpoint that names no other, in bytes. */
export const MAX_BYTES = 16_384

/** What any endpoint may answer. */
export const always = ['too-many-requests', 'fault', 'unavailable'] as const
/** What one that reads a JSON body may answer besides. */
export const reading = ['invalid-request', 'invalid-json', 'unsupported-content-type', 'body-too-large'] as const
/** What one that wants a bearer token may answer besides. */
export const guarded = ['token-needed', 'token-too-weak'] as const
