import { afterAll, beforeAll, expect, test } from 'vitest'
import { rowsOf } from '../support/store.ts'
import { appealing, madeBy, type Appealing } from './appealing.ts'
import { freshApi, published, submitted, type Api } from './api-client.ts'

let api: Api
let { rejected, appeal, read, decide, listed, undo } = {} as Appealing
beforeAll(async () => {
  api = await freshApi()
  ;({ rejected, appeal, read, decide, listed, undo } = await appealing(api))
})
afterAll(() => api?.[Symbol.asyncDispose]())

test('an appeal is taken once, seen by moderators with its text, and granted by approval', async () => {
  const { id, receipt } = await rejected()
  expect(await listed(id)).toBeUndefined()
  const taken = await appeal(receipt)
  expect([taken.status, taken.json['appeal']]).toEqual([202, { status: 'open', at: expect.any(String) }])
  expect((await listed(id))?.appeal?.text).toBe('It quotes the article itself.')
  expect((await listed(id, 'appeal=open&status=held')) === undefined).toBe(true)
  expect((await listed(id, 'status=rejected'))?.appeal?.text).toBe('It quotes the article itself.')
  expect((await appeal(receipt)).code).toBe('appeal-exists')

  expect((await decide(id, 'approve')).json).toMatchObject({ comments: [{ answer: 'decided' }], appeals: 1 })
  expect((await read(receipt))['appeal']).toMatchObject({ status: 'granted', answeredAt: expect.any(String) })
  expect(await listed(id)).toBeUndefined()
  await decide(id, 'reject')
  expect((await appeal(receipt)).code).toBe('appeal-exists')
  expect(await listed(id)).toBeUndefined()
})

test.each(['reject', 'remove'])('%s once more refuses it; holding does not answer', async (action) => {
  const { id, receipt } = await rejected()
  await appeal(receipt)
  expect((await decide(id, 'hold')).json).not.toHaveProperty('appeals')
  expect((await read(receipt))['appeal']).toMatchObject({ status: 'open' })
  expect((await listed(id))?.appeal).toBeDefined()
  await decide(id, 'reject')
  expect((await read(receipt))['appeal']).toMatchObject({ status: 'refused' })
  const again = await rejected()
  await appeal(again.receipt)
  expect((await decide(again.id, action)).json).toMatchObject({ appeals: 1 })
  expect((await read(again.receipt))['appeal']).toMatchObject({ status: 'refused' })
})

test('what was not decided against has nothing to appeal; what is not a text is refused', async () => {
  const pending = await submitted(api)
  const shown = await published(api)
  for (const { receipt } of [pending, shown]) expect((await appeal(receipt)).code).toBe('nothing-to-appeal')
  const { receipt } = await rejected()
  for (const text of ['', ' ', 'x'.repeat(1_001), '\0'])
    expect((await appeal(receipt, text)).code).toBe('invalid-request')
  expect((await appeal(`${receipt.slice(0, -4)}xxxx`)).code).toBe('no-receipt')
})

test('a fault between a decision and its answer to an appeal undoes both', async () => {
  const { id, receipt } = await rejected()
  await appeal(receipt)
  const run = (statement: string) => rowsOf(api.databaseUrl, statement)
  await run(`create function fail_once() returns trigger as $$ begin raise exception 'killed'; end $$ language plpgsql`)
  await run('create trigger planted before update on appeal for each row execute function fail_once()')
  const failed = await decide(id, 'approve')
  await run('drop trigger planted on appeal')
  expect(failed.status).toBe(500)
  expect(await read(receipt)).toMatchObject({ comment: { status: 'rejected' }, appeal: { status: 'open' } })
  expect((await decide(id, 'approve')).json).toMatchObject({ comments: [{ answer: 'decided' }], appeals: 1 })
})

test('an appeal that comes at the moment of an approval is answered by it, or was never made', async () => {
  for (let n = 0; n < 10; n += 1) {
    const { id, receipt } = await rejected()
    const [taken] = await Promise.all([appeal(receipt), decide(id, 'approve')])
    expect(['nothing-to-appeal', undefined]).toContain(taken.code)
    const rows = await rowsOf<{ answer: string }>(api.databaseUrl, 'select answer from appeal where comment_id = $1', [
      id,
    ])
    expect(rows).toEqual(taken.code === undefined ? [{ answer: 'granted' }] : [])
  }
})

test('undoing the decision grants it; a comment’s file keeps what was said', async () => {
  const { id, receipt } = await published(api)
  const removed = await decide(id, 'remove')
  await appeal(receipt, 'Removed by mistake.')
  const [decision] = removed.json['decisions'] as { id: string }[]
  await api.ask(`POST /v1/moderation/decisions/${decision?.id}/undo`, { token: 'moderator' })
  expect((await read(receipt))['appeal']).toMatchObject({ status: 'granted' })
  const file = await api.ask(`GET /v1/moderation/comments/paper/${id}`, { token: 'reader' })
  expect(file.json['appeal']).toMatchObject({ status: 'granted', version: 1, text: 'Removed by mistake.' })
})

test('a removal that is appealed against can be taken back for this one comment', async () => {
  const { id, receipt } = await published(api)
  await decide(id, 'remove')
  await appeal(receipt, 'Removed by mistake.')
  expect((await decide(id, 'approve')).json).toMatchObject({ comments: [{ answer: 'decided' }], appeals: 1 })
  expect(await read(receipt)).toMatchObject({ comment: { status: 'published' }, appeal: { status: 'granted' } })
  expect(await api.store.recount()).toMatchObject({ drift: [], visibleWrong: 0 })
})

test('what was refused is granted once another moderator has readers see the comment again', async () => {
  const { id, receipt } = await rejected()
  await appeal(receipt, 'Look again.')
  await decide(id, 'reject')
  expect((await read(receipt))['appeal']).toMatchObject({ status: 'refused' })
  await decide(id, 'approve')
  expect(await read(receipt)).toMatchObject({ comment: { status: 'published' }, appeal: { status: 'granted' } })
})

/** The id of the one decision that an order or an undo made. */
test.each(['reject', 'remove', 'approve'])(
  'an appeal answered by mistake is open again once %s is undone',
  async (action) => {
    const { id, receipt } = await rejected()
    await decide(id, 'hold')
    await appeal(receipt, 'Look again.')
    const mistaken = await decide(id, action)
    const answer = action === 'approve' ? 'granted' : 'refused'
    expect((await read(receipt))['appeal']).toMatchObject({ status: answer })
    const undone = await undo(madeBy(mistaken))
    expect((await read(receipt))['appeal']).toEqual({ status: 'open', at: expect.any(String) })
    expect((await listed(id))?.appeal?.text).toBe('Look again.')

    await undo(madeBy(undone))
    expect((await read(receipt))['appeal']).toMatchObject({ status: answer, answeredAt: expect.any(String) })
    expect(await listed(id)).toBeUndefined()
  },
)

test('undoing a decision opens no appeal that another one answered, nor one of a comment that moved on since', async () => {
  const [first, second] = [await rejected(), await rejected()]
  for (const { id, receipt } of [first, second]) {
    await decide(id, 'hold')
    await appeal(receipt)
  }
  const mistaken = await decide(first.id, 'reject')
  const undone = await undo(madeBy(mistaken))
  await decide(first.id, 'remove')
  await undo(madeBy(undone))
  expect((await read(first.receipt))['appeal']).toMatchObject({ status: 'refused' })
  const refused = await decide(second.id, 'reject')
  await decide(second.id, 'remove')
  expect((await undo(madeBy(refused))).json).not.toHaveProperty('decision')
  expect((await read(second.receipt))['appeal']).toMatchObject({ status: 'refused' })
})

test('an undo that only opens an appeal again is a decision too', async () => {
  const [first, second] = [await rejected(), await rejected()]
  await decide(first.id, 'hold')
  await appeal(second.receipt)
  const comments = [first, second].map(({ id }) => ({ site: 'paper', id, version: 1 }))
  const body = { comments, action: 'reject', reason: 'abuse' }
  const both = await api.ask('POST /v1/moderation/decisions', { token: 'moderator', body })
  expect(both.json).toMatchObject({ comments: [{ answer: 'decided' }, { answer: 'already' }], appeals: 1 })
  await decide(first.id, 'approve')
  const undone = await undo(madeBy(both))
  expect(undone.json).toMatchObject({ decision: {}, comments: [{ answer: 'superseded' }] })
  expect((await read(second.receipt))['appeal']).toMatchObject({ status: 'open' })
  await undo(madeBy(undone))
  expect((await read(second.receipt))['appeal']).toMatchObject({ status: 'refused' })
})

test('a refusal that leaves a comment where it stood is a decision, by name in the log, that can be undone', async () => {
  const { id, receipt } = await rejected()
  await appeal(receipt)
  const refused = await decide(id, 'reject')
  expect(refused.json).toMatchObject({ decisions: [{ site: 'paper' }], comments: [{ answer: 'already' }], appeals: 1 })
  expect((await decide(id, 'reject')).json).toMatchObject({ decisions: [] })
  const log = await api.ask('GET /v1/moderation/decisions?site=paper&limit=1', { token: 'reader' })
  const by = { actor: { kind: 'moderator', name: 'moderator' }, action: 'reject', reason: 'abuse', moved: 0 }
  expect(log.json['decisions']).toMatchObject([{ id: madeBy(refused), ...by, appeals: [id] }])

  const undone = await undo(madeBy(refused))
  expect((await read(receipt))['appeal']).toMatchObject({ status: 'open' })
  await undo(madeBy(undone))
  expect((await read(receipt))['appeal']).toMatchObject({ status: 'refused' })
})

test('deletion erases the appeal’s text, also one that comes at the same moment', async () => {
  for (let n = 0; n < 10; n += 1) {
    const { id, receipt } = await rejected()
    if (n === 0) await appeal(receipt, 'PLANTED')
    const [, answer] = await Promise.all([api.ask(`DELETE /v1/receipts/${receipt}`), appeal(receipt, 'PLANTED')])
    expect(['comment-deleted', 'appeal-exists', undefined]).toContain(answer.code)
    const rows = await rowsOf<{ text: string | null }>(
      api.databaseUrl,
      'select text from appeal where comment_id = $1',
      [id],
    )
    expect(rows.filter(({ text }) => text !== null)).toEqual([])
    expect(await listed(id)).toBeUndefined()
  }
})

test('the private page takes an appeal without a script and shows the answer in the reader’s language', async () => {
  const { id, receipt } = await rejected()
  const page = `${api.running.url}/r/${receipt}`
  expect(await (await fetch(`${page}?lang=ru`)).text()).toContain('Попросить модератора посмотреть ещё раз')
  const sent = await fetch(`${page}/appeal?lang=be`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ appeal: 'Гэта цытата.' }),
  })
  expect([sent.status, sent.headers.get('location')]).toEqual([303, `/r/${receipt}?lang=be&note=appealed`])
  expect(await (await fetch(`${page}?lang=be&note=appealed`)).text()).toContain('Зварот атрыманы.')
  expect((await listed(id))?.appeal?.text).toBe('Гэта цытата.')
  await decide(id, 'reject')
  const answered = await (await fetch(`${page}?lang=en`)).text()
  expect(answered).toContain('the decision stands')
  expect(answered).not.toContain('/appeal')
})

test('who was granted an appeal and is turned down again is told so; of what is deleted nothing waits', async () => {
  const { id, receipt } = await rejected()
  await appeal(receipt, 'Look again.')
  await decide(id, 'approve')
  await decide(id, 'reject')
  expect(await read(receipt)).toMatchObject({ comment: { status: 'rejected' }, appeal: { status: 'refused' } })
  const other = await rejected()
  await appeal(other.receipt, 'Look again.')
  await api.ask(`DELETE /v1/receipts/${other.receipt}`)
  expect((await read(other.receipt))['appeal']).toBeUndefined()
  const file = await api.ask(`GET /v1/moderation/comments/paper/${other.id}`, { token: 'reader' })
  expect(file.json['appeal']).toBeUndefined()
})

test('an undo brings back why a comment stood where it did and who had it so, however often it is undone', async () => {
  const { id, receipt } = await submitted(api)
  await decide(id, 'reject')
  const why = async () => {
    const one = (await listed(id, 'status=rejected')) as { reason?: string; decidedBy?: string } | undefined
    return [(await read(receipt))['reason'], one?.reason, one?.decidedBy]
  }
  expect(await why()).toEqual(['abuse', 'abuse', 'moderator'])
  const approved = await decide(id, 'approve')
  const undone = await undo(madeBy(approved))
  expect(await why()).toEqual(['abuse', 'abuse', 'moderator'])
  await undo(madeBy(await undo(madeBy(undone))))
  expect(await why()).toEqual(['abuse', 'abuse', 'moderator'])
  const log = (await api.ask('GET /v1/moderation/decisions?site=paper&limit=4', { token: 'reader' })).json
  const told = (log['decisions'] as { undos: number; stands: boolean }[]).map(({ undos, stands }) => [undos, stands])
  expect(told).toEqual([
    [3, true],
    [2, false],
    [1, true],
    [0, false],
  ])
})
