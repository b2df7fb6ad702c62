import type { CommentFile } from '@parley/store'
import { expect, test } from 'vitest'
import { idOf, unsafeIn } from '../../demo/stage.ts'
import { setDesk, signIn, verdictOn } from '../desk.ts'

const when = new Date('2026-11-23T11:00:00Z')

const file: CommentFile = {
  comment: {
    siteId: 'paper',
    id: idOf(1),
    parentId: idOf(7),
    depth: 1,
    status: 'published',
    version: 2,
    revision: 6,
    versionStatus: 'held',
    shownVersion: 1,
    visible: true,
    articleKey: 'news-1',
    authorName: '<i>Ada</i>',
    hosts: ['spam.test'],
    createdAt: when,
  },
  versions: [
    { version: 1, body: 'First text', html: '', status: 'published', createdAt: when },
    { version: 2, body: 'Second <b>text</b>', html: '', status: 'held', createdAt: when },
  ],
  history: [
    {
      revision: 4,
      kind: 'status',
      version: 1,
      from: 'pending',
      to: 'published',
      fromVersion: 'pending',
      toVersion: 'published',
      at: when,
      decision: { id: idOf(50), actor: 'checks', action: 'judge' },
    },
    {
      revision: 6,
      kind: 'status',
      version: 2,
      from: 'published',
      to: 'published',
      fromVersion: 'pending',
      toVersion: 'held',
      at: when,
      decision: { id: idOf(51), actor: 'moderator', name: 'ada', action: 'hold', reason: 'spam', note: 'hm' },
    },
  ],
  verdicts: [{ version: 2, ...verdictOn(0, 6), at: when }],
  copies: [{ id: idOf(3), similarity: 0.87, status: 'rejected', body: 'Second text' }],
  reports: [{ id: idOf(60), version: 2, reason: 'abuse', note: 'rude', at: when }],
}

const show = async (path: string, token = 'ada-token', found: CommentFile | undefined = file) => {
  const desk = await setDesk([], { moderation: { show: async () => found } })
  return desk.app.request(path, { headers: { cookie: await signIn(desk, token) } })
}

test('a comment’s page has every version, the history, the trace, near copies and reports', async () => {
  const page = await (await show(`/moderation/comments/paper/${idOf(1)}`)).text()
  const words = page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
  expect(page).toContain('<div class="body" dir="auto"><mark>Second</mark> &lt;b&gt;text&lt;/b&gt;</div>')
  expect(words).toContain('First text')
  expect(words).toContain('The checks judged version 1: Being checked → Published')
  expect(words).toContain('ada held version 2: Being checked → Held (Spam) hm')
  expect(words).toContain('The author is known. trust.known')
  expect(words).toContain('87 % alike')
  expect(words).toContain('Abuse or insults, version 2')
  expect(words).toContain('version 2: Held')
  expect(page).toContain('value="reject"')
  expect(unsafeIn(page)).toEqual([])
})

test.each([
  ['/moderation/comments/paper/x', 'ada-token', file],
  [`/moderation/comments/..%2f/${idOf(1)}`, 'ada-token', file],
  [`/moderation/comments/other/${idOf(1)}`, 'paper-mod-token', file],
  [`/moderation/comments/paper/${idOf(1)}`, 'ada-token', undefined],
])('%s is not there for %s', async (path, token, found) => {
  const desk = await setDesk([], { moderation: { show: async () => found } })
  const answer = await desk.app.request(path, { headers: { cookie: await signIn(desk, token) } })
  expect(answer.status).toBe(404)
})

test('an appeal is shown as it was written and as it stands, and can be refused while it waits', async () => {
  const comment = { ...file.comment, status: 'rejected', versionStatus: 'rejected' } as const
  const waiting = { ...file, comment, appeal: { status: 'open', at: when, version: 2, text: '<b>Why?</b>' } } as const
  const path = `/moderation/comments/paper/${idOf(1)}`
  const page = await (await show(path, 'ada-token', waiting)).text()
  expect(page).toContain('&lt;b&gt;Why?&lt;/b&gt;')
  expect(page).toContain('Waits for an answer.')
  expect(page).toContain('value="reject"')
  const refused = { ...waiting, appeal: { ...waiting.appeal, status: 'refused' } } as const
  const later = await (await show(path, 'ada-token', refused)).text()
  expect(later).toContain('Refused.')
  expect(later).not.toContain('value="reject"')
})
