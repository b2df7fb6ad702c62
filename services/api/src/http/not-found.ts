import type { Context } from 'hono'
import { ProblemError, endpoints } from '@parley/contracts'
import type { Env } from '../context.ts'
import { answerProblem } from './problem-answer.ts'

const patterns = Object.values(endpoints).map(({ method, path }) => ({
  method,
  matches: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))

/** The methods that an address of the endpoint table takes; none for an address that is not in it. */
export const methodsAt = (path: string): string[] => {
  const methods = patterns.filter(({ matches }) => matches.test(path)).map(({ method }) => method)
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods
}

/** Answers what no route took: 405 where another method would do, else 404. */
export const notFound = (c: Context<Env>): Response => {
  const methods = methodsAt(c.req.path)
  if (methods.length === 0) return answerProblem(c, new ProblemError('no-route'))
  return answerProblem(c, new ProblemError('wrong-method', { headers: { Allow: [...methods, 'OPTIONS'].join(', ') } }))
}
