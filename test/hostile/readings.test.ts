import { expect, test } from 'vitest'
import { findingsOf as findingsOfCrawl } from './attacks/crawl.ts'
import { verdictOf } from './attacks/injection.ts'
import { unavailable } from './attacks/probe.ts'
import { row, tableOf } from './report.ts'
import { figuresOf } from './attacks/slow.ts'
import { findingsOf } from './traffic/conversation.ts'

test('sqlmap’s words: clean, injectable, with faults, and cut short', () => {
  const tested = "[19:10:54] [INFO] testing for SQL injection on GET parameter 'sort'\n"
  const clean = `${tested}[ERROR] all tested parameters do not appear to be injectable.`
  expect(verdictOf(clean)).toMatchObject({ parameters: 1, injectable: [], finished: true, faults: 0 })
  const found = `${tested}sqlmap identified the following injection point(s):\n---\nParameter: id (GET)\n    Type: boolean-based blind\n---`
  expect(verdictOf(found)).toMatchObject({ injectable: ['id (GET) can be injected into'], finished: true })
  expect(verdictOf(`${clean}\n500 (Internal Server Error) - 3 times`)).toMatchObject({ faults: 3 })
  expect(verdictOf(tested)).toMatchObject({ finished: false })
})

test('slowhttptest’s figures: how many there were, and how often the service was away', () => {
  const table = 'Seconds,Closed,Pending,Connected,Service Available\n0,0,1,0,1000\n1,0,1,434,1000\n2,90,0,910,0\n'
  expect(figuresOf(table)).toEqual({ looked: 3, away: 1, most: 910, closed: 90 })
})

test('a service is unavailable when it refuses, is slow too often, or once far too long', () => {
  const well = { asked: 400, p99Ms: 90, slowestMs: 1_200, accepted: [], failures: [] }
  expect(unavailable(well)).toEqual([])
  expect(
    unavailable({ ...well, failures: ['GET /readyz was answered 503', 'GET /readyz was answered 503'] }),
  ).toHaveLength(1)
  expect(unavailable({ ...well, p99Ms: 1_100 })).toHaveLength(1)
  expect(unavailable({ ...well, slowestMs: 5_100 })).toHaveLength(1)
  expect(unavailable({ ...well, asked: 0 })).toHaveLength(1)
})

test('an exchange is judged by what the document says of both its sides', () => {
  const request = { location: ['request', 'body', 'name'], message: 'is too long' }
  const response = { location: ['response', 'body'], message: 'lacks id' }
  const judged = (status: number, violations: (typeof request)[], wrong = false) =>
    findingsOf({ status, violations, wrong })
  expect(judged(200, [])).toEqual([])
  expect(judged(200, [response])).toEqual(['response.body: lacks id'])
  expect(judged(200, [request])).toEqual(['request.body.name: is too long'])
  expect(judged(400, [request], true)).toEqual([])
  expect(judged(202, [request], true)).toHaveLength(1)
  expect(judged(400, [], true)).toHaveLength(1)
  expect(judged(503, [])).toEqual(['answered 503'])
})

test('the report says what held and what is broken', () => {
  const text = tableOf([
    row('a tool', 'one thing', 'fine', false, undefined),
    row('b', 'another', 'odd', 'it is wrong'),
  ])
  expect(text).toContain('a tool  one thing  held    fine')
  expect(text).toContain('b       another    BROKEN  odd')
  expect(text).toContain('! b, another: it is wrong')
})

test('wapiti’s report: each finding once, without those that are allowed', () => {
  const one = { method: 'GET', path: '/a', parameter: 'q', info: 'a script runs' }
  const token = { ...one, info: 'Lack of anti CSRF token' }
  const vulnerabilities = { 'Cross Site Scripting': [one, one, token], 'Cross Site Request Forgery': [token, one] }
  const anomalies = { 'Internal Server Error': [{ ...one, info: 'it answered 500' }] }
  expect(findingsOfCrawl({ vulnerabilities, anomalies })).toEqual([
    'Cross Site Scripting: GET /a q (a script runs)',
    'Cross Site Scripting: GET /a q (Lack of anti CSRF token)',
    'Cross Site Request Forgery: GET /a q (a script runs)',
    'Internal Server Error: GET /a q (it answered 500)',
  ])
})
