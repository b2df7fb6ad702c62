import type { Reported } from '@parley/store'
import { expect, test } from 'vitest'
import { asking } from '../../fakes/ask.ts'
import { fakeDeps } from '../../fakes/deps.ts'
import { idOf } from '../../fakes/rows.ts'

const line = `POST /v1/sites/paper/comments/${idOf(1)}/reports`
const body = { reason: 'abuse', note: 'Look at this.' }

const reporting = async (reported: Reported) => {
  const added: { reporter: string }[] = []
  const decided: unknown[] = []
  const deps = await fakeDeps({
    reports: {
      add: async (report) => {
        added.push(report)
        return reported
      },
    },
    comments: {
      decide: async (call) => {
        decided.push(call)
        return { decisionId: idOf(9), revision: 8, answers: [] }
      },
    },
  })
  return { added, decided, ask: asking(deps) }
}

test('a flag is noted; a second one of the same reader gets the same answer', async () => {
  const first = await reporting({ kind: 'counted', version: 1, reports: 1, reached: false })
  expect(await first.ask(line, { body })).toMatchObject({ status: 202, json: { reported: true } })
  expect(first.added).toMatchObject([{ siteId: 'paper', commentId: idOf(1), ...body }])
  expect(first.decided).toEqual([])
  const again = await reporting({ kind: 'already', version: 1, reports: 1, reached: false })
  expect(await again.ask(line, { body })).toMatchObject({ status: 202, json: { reported: true } })
  expect(again.decided).toEqual([])
})

test.each([
  ['the flag that reaches the threshold', 'counted'],
  ['the same flag again, if nothing came of it', 'already'],
] as const)('%s holds the version it was about', async (_what, kind) => {
  const { ask, decided } = await reporting({ kind, version: 2, reports: 3, reached: true })
  await ask(line, { body })
  expect(decided).toEqual([
    {
      siteId: 'paper',
      actor: { kind: 'reports' },
      action: 'hold',
      reason: 'reported',
      moves: [{ commentId: idOf(1), version: 2, to: 'held', from: ['published'] }],
    },
  ])
})

test('a reader is one per comment, and flags on two comments have nothing in common', async () => {
  const { ask, added } = await reporting({ kind: 'already', version: 1, reports: 1, reached: false })
  await ask(line, { body })
  await ask(line, { body, headers: { 'user-agent': 'another' } })
  await ask(line, { body, ip: '198.51.100.9' })
  await ask(line.replace(idOf(1), idOf(2)), { body })
  const [one, same, neighbour, elsewhere] = added.map(({ reporter }) => reporter)
  expect(same).toBe(one)
  expect(new Set([one, neighbour, elsewhere]).size).toBe(3)
  expect(JSON.stringify(added)).not.toContain('203.0.113')
})

test.each([
  ['a comment that is not there, or not visible', line, body, {}, 404, 'no-comment'],
  ['an unknown site', line.replace('paper', 'nowhere'), body, {}, 404, 'no-site'],
  ['another site’s page', line, body, { origin: 'https://other.example' }, 403, 'foreign-origin'],
  ['the service’s own reason', line, { reason: 'checks-failed' }, {}, 400, 'invalid-request'],
  ['an id that is none', line.replace(idOf(1), '1'), body, {}, 400, 'invalid-request'],
])('%s is refused', async (_what, to, sent, more, status, code) => {
  const { ask, decided } = await reporting({ kind: 'gone' })
  expect(await ask(to, { body: sent, ...more })).toMatchObject({ status, code })
  expect(decided).toEqual([])
})
