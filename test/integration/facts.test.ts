import { hostsOf } from '@parley/moderation'
import { createLog } from '@parley/runtime'
import type { Draft } from '@parley/store'
import { moderate } from '@parley/worker'
import { expect, test } from 'vitest'
import { byModerator, draftOf, freshStore, hashOf, moveOf, rowsOf } from '../support/store.ts'

const text =
  'The bridge over the river should have been repaired years ago, and everybody who lives on the far bank knows it well.'
const [bot, stranger] = [hashOf('a bot'), hashOf('a stranger')]

/** A site whose worker judges what is sent at once. */
const judging = async () => {
  const { store, url, siteId, ...paper } = await freshStore()
  const log = createLog({ service: 'test', level: 'silent' })
  const metrics = { decided: () => undefined, failed: () => undefined }
  const run = moderate({ store, queue: { askAlone: async () => undefined }, log, metrics })
  const judged = async (commentId: string) => {
    await run({ jobId: '1', siteId, commentIds: [commentId], requestIds: [], stalls: 0 })
    const sql = 'select version_status as status, shown_version as shown from comment where id = $1'
    return (await rowsOf<{ status: string; shown: number | null }>(url, sql, [commentId]))[0]
  }
  const send = async (body: string, over: Partial<Draft> = {}) => {
    const sent = await store.comments.submit(draftOf({ body, hosts: hostsOf(body), ...over }))
    if (sent.kind !== 'accepted') throw new Error(sent.kind)
    return { id: sent.id, ...(await judged(sent.id)) }
  }
  const edit = async (commentId: string, body: string) => {
    const text = { siteId, commentId, body, html: body, hosts: hostsOf(body), facts: {}, windowMs: 900_000 }
    await store.comments.edit(text)
    return judged(commentId)
  }
  return { store, url, send, edit, [Symbol.asyncDispose]: () => paper[Symbol.asyncDispose]() }
}

test.each([
  'Thank you for the article. Read https://win.example/best too.',
  'Thank you for the article. Call me on +375 29 123-45-67.',
])('a first comment is still the first one after an edit: %s', async (body) => {
  await using site = await judging()
  expect(await site.send(`${body} Thank you.`, { authorKey: bot })).toMatchObject({ status: 'held' })
  const first = await site.send('What a calm morning it was on the quay.', { authorKey: stranger })
  expect(first).toMatchObject({ status: 'published' })
  expect(await site.edit(first.id, body)).toMatchObject({ status: 'held', shown: 1 })
})

test('a bot that fills the trap has no stranger’s words rejected, and no author’s edit', async () => {
  await using site = await judging()
  const trapped = { facts: { trap: true }, authorKey: bot }
  expect(await site.send(text, trapped)).toMatchObject({ status: 'rejected' })
  const own = await site.send(text, { authorKey: stranger })
  expect(own).toMatchObject({ status: 'published' })
  await site.send(text, trapped)
  expect(await site.edit(own.id, text.replace('knows it well.', 'knows it.'))).toMatchObject({ status: 'published' })
})

test('nor are known authors held for a host that a bot linked to', async () => {
  await using site = await judging()
  await site.send(text, { authorKey: stranger })
  await site.send('See https://en.wikipedia.org/wiki/Minsk', { facts: { trap: true }, authorKey: bot })
  const linking = 'The whole story of that bridge is at https://en.wikipedia.org/wiki/Bridge if you want it.'
  expect(await site.send(linking, { authorKey: stranger })).toMatchObject({ status: 'published' })
})

test('for what a bot put beside a text nobody is rejected by the text alone', async () => {
  await using site = await judging()
  const long = `${text} Nobody heard of the council since, and the doctor on the other side was told to wait for the summer. ${text.replaceAll('bridge', 'ferry')} In winter the market closes early because the school garden freezes over before the harvest.`
  await rowsOf(site.url, `update site set rules = '{"blockedDomains":["spam.example"]}'`)
  expect(await site.send(`${long} https://spam.example/`, { authorKey: bot })).toMatchObject({ status: 'rejected' })
  expect((await site.send(long, { authorKey: stranger })).status).not.toBe('rejected')
})

test('what a moderator rejected is rejected again, also nearly the same', async () => {
  await using site = await judging()
  const first = await site.send(text, { authorKey: bot })
  await byModerator(site.store, [moveOf(first.id, 'rejected')])
  expect(await site.send(text, { authorKey: stranger })).toMatchObject({ status: 'rejected' })
  expect(await site.send(text.replace('well.', 'too.'), { authorKey: stranger })).toMatchObject({ status: 'rejected' })
})
