import { expect, test } from 'vitest'
import { ProblemError, problem, problemType, problems } from './problem.ts'

/** Clients act on these; a code or status that changes breaks them. */
const pinned = {
  'invalid-request': 400,
  'invalid-json': 400,
  'invalid-cursor': 400,
  'invalid-idempotency-key': 400,
  'foreign-article-url': 400,
  'token-needed': 401,
  'invalid-sign-in': 401,
  'no-key': 404,
  'token-too-weak': 403,
  'too-many-readers': 503,
  'foreign-origin': 403,
  'invalid-form-token': 403,
  'no-route': 404,
  'no-site': 404,
  'no-article': 404,
  'no-comment': 404,
  'no-receipt': 404,
  'no-decision': 404,
  'no-ban': 404,
  'no-wave': 404,
  'no-token': 404,
  'no-version': 404,
  'no-backtest': 404,
  'no-audit': 404,
  'wrong-method': 405,
  'article-closed': 409,
  'parent-not-visible': 409,
  'too-deep': 409,
  'edit-window-over': 409,
  'already-undone': 409,
  'nothing-to-appeal': 409,
  'appeal-exists': 409,
  'wave-decided': 409,
  'alias-taken': 409,
  'same-article': 409,
  'site-exists': 409,
  'token-exists': 409,
  'too-many-phrases': 409,
  'comment-deleted': 410,
  'challenge-needed': 428,
  'body-too-large': 413,
  'unsupported-content-type': 415,
  'idempotency-key-reused': 422,
  'too-many-requests': 429,
  fault: 500,
  overloaded: 503,
  unavailable: 503,
}

test('the registry is pinned', () => {
  expect(Object.fromEntries(Object.entries(problems).map(([code, { status }]) => [code, status]))).toEqual(pinned)
})

test('titles are sentences without a full stop, and no two are the same', () => {
  const titles = Object.values(problems).map(({ title }) => title)
  expect(new Set(titles).size).toBe(titles.length)
  for (const title of titles) expect(title).toMatch(/^[A-Z].*[^.]$/)
})

test('an error carries its status and what more there is to say', () => {
  const error = new ProblemError('too-many-requests', { headers: { 'Retry-After': '3' } })
  expect(error).toMatchObject({ code: 'too-many-requests', status: 429, extra: { headers: { 'Retry-After': '3' } } })
})

test('a problem on the wire has nothing that RFC 9457 and the list of errors do not name', () => {
  const told = { type: problemType('no-site'), title: problems['no-site'].title, status: 404, instance: 'urn:uuid:x' }
  expect(problem.parse(told)).toEqual(told)
  expect(problem.safeParse({ ...told, stack: 'Error' }).success).toBe(false)
})
