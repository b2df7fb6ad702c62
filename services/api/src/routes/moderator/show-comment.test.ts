import type { CommentFile } from '@parley/store'
import { expect, test } from 'vitest'
import { asking } from '../../fakes/ask.ts'
import { fakeDeps } from '../../fakes/deps.ts'
import { idOf } from '../../fakes/rows.ts'

const at = new Date('2026-11-23T11:00:00Z')
const trace = [{ check: 'links', version: 1, ms: 0.1, signals: [{ code: 'link.count', spam: 2, says: 'Five links.' }] }]

const file: CommentFile = {
  comment: {
    siteId: 'paper',
    id: idOf(1),
    depth: 0,
    status: 'held',
    version: 1,
    revision: 4,
    versionStatus: 'held',
    visible: false,
    articleKey: 'welcome',
    authorName: 'Ada',
    hosts: ['a.example'],
    createdAt: at,
    decidedAt: at,
  },
  versions: [{ version: 1, body: 'Hello.', html: '<p>Hello.</p>', status: 'held', createdAt: at }],
  history: [
    {
      revision: 3,
      kind: 'status',
      version: 1,
      from: 'pending',
      to: 'held',
      fromVersion: 'pending',
      toVersion: 'held',
      at,
      decision: { id: idOf(2), actor: 'checks', action: 'judge', reason: 'spam' },
    },
  ],
  verdicts: [{ version: 1, outcome: 'held', checks: trace, models: [], ms: 1.5, at }],
  copies: [{ id: idOf(3), similarity: 0.9, status: 'rejected', body: 'Hello!' }],
  reports: [{ id: idOf(4), version: 1, reason: 'spam', at }],
}

const showing = async () => {
  const show = async (siteId: string, id: string) => (siteId === 'paper' && id === idOf(1) ? file : undefined)
  return asking(await fakeDeps({ moderation: { show } }))
}
const line = `GET /v1/moderation/comments/paper/${idOf(1)}`

test('a comment’s file shows versions, history with who decided, verdicts and copies', async () => {
  const { json } = await (await showing())(line, { token: 'eye-token' })
  expect(json).toMatchObject({
    comment: { site: 'paper', article: { key: 'welcome' }, author: { name: 'Ada' }, createdAt: at.toISOString() },
    history: [{ decision: { actor: { kind: 'checks' }, action: 'judge' } }],
    verdicts: [{ checks: trace }],
    copies: [{ similarity: 0.9 }],
  })
})

test.each([
  ['another id', line.replace(idOf(1), idOf(2)), 'eye-token', 404, 'no-comment'],
  ['an id that is none', line.replace(idOf(1), 'x'), 'eye-token', 400, 'invalid-request'],
  ['another site', line.replace('paper', 'other'), 'paper-mod-token', 404, 'no-comment'],
  ['a site that is not there', line.replace('paper', 'nowhere'), 'ada-token', 404, 'no-comment'],
])('%s is refused', async (_what, asked, token, status, code) => {
  expect(await (await showing())(asked, { token })).toMatchObject({ status, code })
})
