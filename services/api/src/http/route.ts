import type { Context } from 'hono'
import type { z } from 'zod'
import { MAX_BYTES, ProblemError, type Endpoint, type ProblemErrorItem } from '@parley/contracts'
import type { Env } from '../context.ts'
import { readForm, readJson } from './read-body.ts'

/** An endpoint of the table with the code that serves it. `mount` puts its guards before it. */
export type Route = { endpoint: Endpoint; handle: (c: Context<Env>) => Promise<Response> }

type Output<S> = S extends z.ZodType ? z.output<S> : undefined

/** The checked parts of a request. */
export type Input<E extends Endpoint> = {
  params: E extends { params: infer S } ? Output<S> : undefined
  query: E extends { query: infer S } ? Output<S> : undefined
  body: E extends { body: infer S } ? Output<S> : undefined
  form: E extends { form: infer S } ? Output<S> : undefined
}

/**
 * Serves an endpoint: its input is read and checked as the table says before `handle` sees it.
 *
 * @example export const showSite = () => route(endpoints.showSite, (c) => c.json(siteView(c.get('site'))))
 */
export const route = <E extends Endpoint>(
  endpoint: E,
  handle: (c: Context<Env>, input: Input<E>) => Response | Promise<Response>,
): Route => ({
  endpoint,
  handle: async (c) => handle(c, (await readInput(endpoint, c)) as Input<E>),
})

const readInput = async (endpoint: Endpoint, c: Context<Env>) => ({
  params: check(endpoint.params, 'path', () => c.req.param()),
  query: check(endpoint.query, 'query', () => queryOf(c)),
  body: endpoint.body && check(endpoint.body, 'body', await constant(readJson(c, endpoint.maxBytes ?? MAX_BYTES))),
  form: endpoint.form && check(endpoint.form, 'body', await constant(readForm(c, endpoint.maxBytes ?? MAX_BYTES))),
})

const constant = async <T>(value: Promise<T>) => {
  const known = await value
  return () => known
}

/** A name given twice becomes a list, which only a schema that wants one takes. */
const queryOf = (c: Context<Env>): Record<string, string | string[]> => {
  const { searchParams } = new URL(c.req.url)
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const values = searchParams.getAll(name)
      return [name, values.length === 1 ? (values[0] ?? '') : values]
    }),
  )
}

const check = (schema: z.ZodType | undefined, part: ProblemErrorItem['in'], read: () => unknown): unknown =>
  schema && checked(schema, part, read())

/** A part of a request as its schema says, or the problem that tells what is wrong with it. */
export const checked = <S extends z.ZodType>(schema: S, part: ProblemErrorItem['in'], given: unknown): z.output<S> => {
  const read = schema.safeParse(given)
  if (read.success) return read.data
  throw new ProblemError('invalid-request', { errors: errorsOf(read.error, part) })
}

/** At most ten, and none repeats what was sent but field names of the schema's own. */
const errorsOf = (error: z.ZodError, part: ProblemErrorItem['in']): ProblemErrorItem[] =>
  error.issues.slice(0, 10).map((issue) => ({
    in: part,
    pointer: issue.path
      .map((step) => `/${String(step).slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1')}`)
      .join(''),
    detail: issue.code === 'unrecognized_keys' ? 'has fields that are not known here' : issue.message,
  }))
