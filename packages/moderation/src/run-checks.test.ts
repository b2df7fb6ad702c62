import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkList, checks, type NamedCheck } from './checks/index.ts'
import { judge } from './judge.ts'
import { CheckFault, runChecks } from './run-checks.ts'
import { sampleSubject } from './sample-subject.ts'

const check = (look: NamedCheck['look']): NamedCheck => ({
  name: 'odd',
  version: 3,
  codes: ['odd.code'],
  says: '',
  look,
})

test('every check runs, in the order of the list, and is named with its version', () => {
  const traces = runChecks(sampleSubject())
  expect(traces.map(({ check: name }) => name)).toEqual(checks.map(({ name }) => name))
  expect(traces.every(({ version }) => version >= 1)).toBe(true)
})

test('the time of each check comes from the clock it is given', () => {
  let time = 0
  const traces = runChecks(sampleSubject(), () => (time += 5), [check(() => []), check(() => [])])
  expect(traces.map(({ ms }) => ms)).toEqual([5, 5])
})

test('times are told to the microsecond, their sum too', () => {
  let time = 0
  const traces = runChecks(sampleSubject(), () => (time += 0.0123456), [check(() => []), check(() => [])])
  expect(traces.map(({ ms }) => ms)).toEqual([0.012, 0.012])
  const three = [0.1, 0.2, 0.7].map((ms) => ({ check: 'odd', version: 3, ms, signals: [] }))
  expect(judge([...three, { check: 'odd', version: 3, ms: 0.0004, signals: [] }], sampleSubject()).ms).toBe(1)
})

test('without a clock no time is told', () => {
  expect(runChecks(sampleSubject()).every(({ ms }) => ms === 0)).toBe(true)
})

test('a check that throws fails the subject, names itself and keeps the comment out of its message', () => {
  const body = 'a body that nobody should read in a log'
  const thrown = () =>
    runChecks(sampleSubject({ body }), undefined, [
      check(() => {
        throw new TypeError('broken')
      }),
    ])
  expect(thrown).toThrow(CheckFault)
  expect(thrown).toThrow('The check "odd" failed')
  expect(thrown).not.toThrow(body)
})

test.each([NaN, Infinity])('a check that answers %s fails the subject', (spam) => {
  const odd = check(() => [{ code: 'odd.code', says: 'Odd.', spam }])
  expect(() => runChecks(sampleSubject(), undefined, [odd])).toThrow(CheckFault)
})

test('the list of checks names each check and each code once, and says what it does', () => {
  expect(checkList.map(({ name }) => name)).toEqual([
    'shape',
    'trust',
    'form',
    'list',
    'fold',
    'link',
    'contact',
    'copy',
    'wave',
    'rate',
    'history',
    'lexicon',
    'spam',
    'abuse',
    'relevance',
    'outside',
  ])
  const codes = checkList.flatMap((entry) => entry.codes)
  expect(new Set(codes).size).toBe(codes.length)
  for (const { name, codes: own, says } of checkList) {
    expect(own.every((code) => code.startsWith(`${name}.`))).toBe(true)
    expect(says).toMatch(/^[A-Z].+\.$/u)
  }
})

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        'you idiot',
        'хохлы',
        'f.u.c.k',
        'f\u200buck',
        'http://a.ru/x',
        '> quoted idiot\n',
        'www.spam.com',
        '+375 29 123-45-67',
        '@spam_bot',
        'spam[.]com',
        '0x52908400098527886E0F7030069857D2E4169EE7',
        'пишите в телеграм',
        '\u202e',
        'кaзинo',
        '💰',
        'buy now',
        '\n',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(' ')),
)

test('whatever is written: every span lies in the body, every signal is one of its check’s, in plain words', () => {
  const rules = { blockedPhrases: ['buy now', '💰'], heldPhrases: ['spam*'], blockedDomains: ['spam.com'] }
  fc.assert(
    fc.property(text, text, (body, authorName) => {
      const subject = sampleSubject({ body, authorName, rules, author: { published: 0 } })
      for (const { check: name, signals } of runChecks(subject)) {
        const codes = checks.find((one) => one.name === name)?.codes ?? []
        for (const { code, says, spans = [] } of signals) {
          expect(codes).toContain(code)
          expect(says).toMatch(/^[A-Z0-9].*\.$/u)
          expect(spans.length).toBeLessThanOrEqual(20)
          for (const { start, end } of spans) {
            expect(start).toBeGreaterThanOrEqual(0)
            expect(end).toBeGreaterThan(start)
            expect(end).toBeLessThanOrEqual(body.length)
          }
        }
      }
    }),
  )
})
