import type { WaveDecided, WaveDecision, WaveRefusal } from '@parley/store'
import { expect, test } from 'vitest'
import { asking } from '../../fakes/ask.ts'
import { fakeDeps } from '../../fakes/deps.ts'
import { idOf } from '../../fakes/rows.ts'
import { waveRow } from '../../fakes/waves.ts'

const ruling = { action: 'reject', by: 'ada', at: new Date('2026-11-23T11:30:00Z'), decisionId: idOf(3) } as const
const answers = { moved: 498, already: 1, changed: 1, gone: 0, refused: 0 }
const made: WaveDecided = { decisionId: idOf(900), revision: 8, answers, left: 0, appeals: 2 }

const bench = async (decided: WaveDecided | WaveRefusal = made) => {
  const asked: unknown[] = []
  const orders: WaveDecision[] = []
  const waves = {
    list: async (question: object) => {
      asked.push(question)
      return { items: [waveRow({ ruling }), waveRow({ id: idOf(701) })], next: idOf(99) }
    },
    find: async (_site: string, id: string) => (id === idOf(700) ? waveRow() : undefined),
    members: async (question: object) => {
      asked.push(question)
      const comment = { id: idOf(1), version: 1, status: 'held', versionStatus: 'held', articleKey: 'news' } as const
      return { items: [{ ...comment, body: 'Earn 500 a day', createdAt: new Date() }], next: idOf(1) }
    },
    decide: async (order: WaveDecision) => {
      orders.push(order)
      return decided
    },
  }
  return { asked, orders, ask: asking(await fakeDeps({ waves })) }
}

const one = `/v1/moderation/waves/paper/${idOf(700)}`

test('waves are listed with what was made of them, and pages lead on', async () => {
  const { ask, asked } = await bench()
  const { json } = await ask('GET /v1/moderation/waves', { token: 'eye-token' })
  expect(json['waves']).toMatchObject([
    { site: 'paper', size: 500, growth: 30, ruling: { action: 'reject', by: 'ada', decision: idOf(3) } },
    { statuses: { held: 480 } },
  ])
  await ask(`GET /v1/moderation/waves?after=${encodeURIComponent(String(json['next']))}`, { token: 'paper-mod-token' })
  expect(asked).toMatchObject([{ limit: 50 }, { sites: ['paper'], after: idOf(99) }])
})

test('one wave is shown with its comments; its cursor is good for no other', async () => {
  const { ask } = await bench()
  const { json } = await ask(`GET ${one}`, { token: 'eye-token' })
  expect(json).toMatchObject({ wave: { articles: 40 }, comments: [{ id: idOf(1), article: { key: 'news' } }] })
  const next = encodeURIComponent(String(json['next']))
  expect((await ask(`GET ${one}?after=${next}`, { token: 'eye-token' })).status).toBe(200)
  const other = `/v1/moderation/waves/paper/${idOf(701)}`
  expect((await ask(`GET ${other}?after=${next}`, { token: 'eye-token' })).code).toBe('invalid-cursor')
  expect((await ask(`GET ${other}`, { token: 'eye-token' })).code).toBe('no-wave')
})

test('a whole wave is one decision', async () => {
  const { ask, orders } = await bench()
  const body = { action: 'reject', reason: 'spam', note: 'The same offer', upTo: idOf(699), growth: 30 }
  const { json } = await ask(`POST ${one}/decisions`, { body, token: 'ada-token' })
  expect(json).toEqual({
    decision: { site: 'paper', id: idOf(900), revision: 8 },
    comments: { decided: 498, already: 1, changed: 1, gone: 0, refused: 0 },
    appeals: 2,
    left: 0,
  })
  const from = ['pending', 'held', 'published']
  const actor = { kind: 'moderator', name: 'ada' }
  expect(orders).toEqual([{ siteId: 'paper', waveId: idOf(700), actor, to: 'rejected', from, ...body }])
})

test('where nothing was recorded there is no decision to undo', async () => {
  const { decisionId: _none, ...rest } = made
  const { ask } = await bench({ ...rest, answers: { ...answers, moved: 0 } })
  const { json } = await ask(`POST ${one}/decisions`, { body: { action: 'approve' }, token: 'ada-token' })
  expect(json['decision']).toBeUndefined()
})

test.each([
  [{ action: 'reject' }, 'ada-token', 'invalid-request'],
  [{ action: 'approve' }, 'eye-token', 'token-too-weak'],
  [{ action: 'approve' }, undefined, 'token-needed'],
])('%j by %s is refused: %s', async (body, token, code) => {
  const { ask, orders } = await bench()
  expect(await ask(`POST ${one}/decisions`, { body, ...(token && { token }) })).toMatchObject({ code })
  expect(orders).toEqual([])
})

test('what a colleague made of the wave since the look is not undone unseen', async () => {
  const { ask, orders } = await bench('wave-decided')
  const body = { action: 'approve', ruling: 'none' }
  expect(await ask(`POST ${one}/decisions`, { body, token: 'ada-token' })).toMatchObject({
    status: 409,
    code: 'wave-decided',
  })
  expect(orders).toMatchObject([{ ruling: 'none', from: ['pending', 'held', 'rejected'] }]) // what was removed was so one by one
  const wrong = { action: 'approve', ruling: 'mine' }
  expect(await ask(`POST ${one}/decisions`, { body: wrong, token: 'ada-token' })).toMatchObject({ status: 400 })
})

test('a wave that is part of another, and one of an unreached site, are not there', async () => {
  const { ask } = await bench('no-wave')
  const body = { action: 'approve' }
  expect(await ask(`POST ${one}/decisions`, { body, token: 'ada-token' })).toMatchObject({ code: 'no-wave' })
  const other = one.replace('paper', 'other')
  expect(await ask(`POST ${other}/decisions`, { body, token: 'paper-mod-token' })).toMatchObject({ code: 'no-site' })
  expect(await ask(`GET ${other}`, { token: 'paper-mod-token' })).toMatchObject({ code: 'no-site' })
})
