import type { Edit, Edited } from '@parley/store'
import { expect, test } from 'vitest'
import { asking } from '../../fakes/ask.ts'
import { fakeDeps } from '../../fakes/deps.ts'
import { idOf, receiptRow } from '../../fakes/rows.ts'
import { makeReceipt } from '../../receipt.ts'

const secret = Buffer.from('receipts')
const of = { siteId: 'paper', commentId: idOf(1), idempotencyKey: 'k'.repeat(22) }
const { receipt, receiptHash } = makeReceipt(secret, of)

const accepted: Edited = { kind: 'accepted', id: idOf(1), version: 2, status: 'held' }

const holding = async (row = receiptRow(), edited: () => Edited | undefined = () => accepted) => {
  const edits: Edit[] = []
  const deleted: unknown[] = []
  const deps = await fakeDeps({
    comments: {
      findByReceipt: async (...asked) => (asked.join() === ['paper', idOf(1), receiptHash].join() ? row : undefined),
      edit: async (edit) => {
        edits.push(edit)
        return edited() ?? accepted
      },
      delete: async (which) => {
        deleted.push(which)
        return 'deleted'
      },
    },
  })
  return { deps, edits, deleted, ask: asking(deps) }
}

test('a receipt tells status, reason and text, to nobody’s cache', async () => {
  const { ask } = await holding()
  const { json, headers } = await ask(`GET /v1/receipts/${receipt}`)
  expect(json).toMatchObject({ comment: { id: idOf(1), status: 'held' }, reason: 'spam', body: 'Hello.' })
  expect(headers.get('cache-control')).toBe('no-store')
})

const forged = [
  ['another secret', `paper.${idOf(1)}.${'x'.repeat(43)}`],
  ['another comment', receipt.replace(idOf(1), idOf(2))],
  ['another site', receipt.replace('paper', 'other')],
  ['a site that is not there', receipt.replace('paper', 'nowhere')],
  ['half of it', receipt.slice(0, 60)],
  ['a path', '..%2f..%2fetc%2fpasswd'],
]
test.each(forged)('a receipt with %s is none, for reading, editing and deleting alike', async (_what, wrong) => {
  const { ask, edits, deleted } = await holding()
  const answers = [
    await ask(`GET /v1/receipts/${wrong}`),
    await ask(`PATCH /v1/receipts/${wrong}`, { body: { body: 'x' } }),
    await ask(`DELETE /v1/receipts/${wrong}`),
  ]
  expect(answers.map(({ status, code }) => `${status} ${code}`)).toEqual(Array(3).fill('404 no-receipt'))
  expect([...edits, ...deleted]).toEqual([])
})

test('an edit is stored with its site’s window and asked about', async () => {
  const { ask, edits, deps } = await holding()
  expect((await ask(`PATCH /v1/receipts/${receipt}`, { body: { body: 'See https://a.example' } })).status).toBe(202)
  expect(edits).toMatchObject([{ siteId: 'paper', commentId: idOf(1), windowMs: 900_000, hosts: ['a.example'] }])
  expect(deps.seen.asks).toMatchObject([{ siteId: 'paper', commentIds: [idOf(1)] }])
})

test.each([
  ['window-over', 409, 'edit-window-over'],
  ['article-closed', 409, 'article-closed'],
  ['gone', 410, 'comment-deleted'],
  ['same', 200, undefined],
] as const)('an edit that is %s answers %i and asks nobody', async (kind, status, code) => {
  const { ask, deps } = await holding(receiptRow(), () => ({ kind }))
  expect(await ask(`PATCH /v1/receipts/${receipt}`, { body: { body: 'x' } })).toMatchObject({ status, code })
  expect(deps.seen.asks).toEqual([])
})

test('an edit that changed nothing is no further comment of its network', async () => {
  const edited: Edited[] = [...Array<Edited>(12).fill({ kind: 'same' })]
  const { ask, edits } = await holding(receiptRow(), () => edited.pop())
  for (let times = 0; times < 13; times += 1) await ask(`PATCH /v1/receipts/${receipt}`, { body: { body: 'x' } })
  expect(edits.map(({ facts }) => facts)).toEqual(Array(13).fill({}))
})

test('a deleted comment cannot be edited', async () => {
  const { body: _body, ...bare } = receiptRow({ status: 'deleted', versionStatus: 'deleted' })
  const { ask, edits } = await holding(bare)
  expect(await ask(`PATCH /v1/receipts/${receipt}`, { body: { body: 'x' } })).toMatchObject({ code: 'comment-deleted' })
  expect(edits).toEqual([])
})

test('deleting names the comment of the receipt', async () => {
  const { ask, deleted } = await holding()
  expect((await ask(`DELETE /v1/receipts/${receipt}`)).status).toBe(204)
  expect(deleted).toMatchObject([{ siteId: 'paper', commentId: idOf(1) }])
})

test.each(['https://other.example', 'null'])('a page at %s can neither edit nor delete', async (origin) => {
  const { ask, edits, deleted } = await holding()
  const answers = [
    await ask(`PATCH /v1/receipts/${receipt}`, { body: { body: 'x' }, origin }),
    await ask(`DELETE /v1/receipts/${receipt}`, { origin }),
  ]
  expect(answers.map(({ code }) => code)).toEqual(['foreign-origin', 'foreign-origin'])
  expect([...edits, ...deleted]).toEqual([])
})

test('no line of the log holds a receipt', async () => {
  const { ask, deps } = await holding()
  await ask(`GET /v1/receipts/${receipt}`)
  expect(deps.seen.lines.join('')).toContain('/v1/receipts/:receipt')
  expect(deps.seen.lines.join('')).not.toContain(receipt.split('.')[2])
})
