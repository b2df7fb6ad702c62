import { expect, test } from 'vitest'
import { fieldIn, formOf, published, setStage, type Stage } from '../demo/stage.ts'

const embed = '/embed/demo?article=welcome'

/** One showing as a cache may hand it to several readers, and the way to send its form. */
const shown = async (stage: Stage = {}) => {
  const set = await setStage({ ...stage, store: { articles: { find: async () => undefined } } })
  const page = await (await set.app.request(embed)).text()
  const hidden = ['article', 'formToken', 'idempotencyKey'].map((name) => [name, fieldIn(page, name)])
  const fields: Record<string, string> = { ...Object.fromEntries(hidden), website: '', name: 'Ada', body: 'Good news.' }
  const send = (over: Record<string, string> = {}, address = '192.0.2.1', headers: Record<string, string> = {}) =>
    set.app.request(embed, formOf({ ...fields, ...over }, headers), {
      incoming: { socket: { remoteAddress: address } },
    })
  return { ...set, send }
}

test('pressed twice it is one comment', async () => {
  const { send, drafts } = await shown()
  const both = await Promise.all([send(), send()])
  expect(both.map(({ status }) => status)).toEqual([200, 200])
  expect(drafts).toHaveLength(2)
  const [first, second] = drafts
  expect(second).toMatchObject({ idempotencyHash: first?.idempotencyHash, bodyHash: first?.bodyHash })
})

test('from a sandboxed frame, which has no origin, it is a comment', async () => {
  const { send, drafts } = await shown()
  const sandboxed = { origin: 'null', 'sec-fetch-site': 'cross-site' }
  expect((await send({}, '192.0.2.1', sandboxed)).status).toBe(200)
  expect(drafts).toHaveLength(1)
  expect((await send({ formToken: 'forged' }, '192.0.2.1', sandboxed)).status).toBe(403)
  expect((await send({}, '192.0.2.1', { ...sandboxed, origin: 'https://elsewhere.example' })).status).toBe(403)
})

test('another text, name or network from the same showing is another comment', async () => {
  const { send, drafts } = await shown()
  await send()
  await send({ body: 'Other news.' })
  await send({ name: 'Bob' })
  await send({}, '192.0.2.2')
  expect(new Set(drafts.map(({ idempotencyHash }) => idempotencyHash)).size).toBe(4)
})

test('the receipt is for its author: a minute later the same words from the same showing get none', async () => {
  const createdAt = new Date('2026-11-23T12:00:00Z')
  const { send, clock } = await shown({ receipt: { createdAt } })
  clock.advance(60_000)
  expect(await (await send()).text()).toContain('href="/r/demo.')
  clock.advance(1)
  const later = await (await send()).text()
  expect(later).toContain('is published.')
  expect(later).not.toContain('/r/demo.')
  expect(later).toMatch(/>Show it<\/a>\s*<\/p>/)
})

test('a link in a comment leads out of the frame, and none of the frame’s own does', async () => {
  const link = '<a href="https://a.example/" rel="nofollow ugc noopener">a.example</a>'
  const comments = [published(1, { html: `<p>See ${link}, not &lt;a href=</p>` })]
  const { app } = await setStage({ comments, store: { articles: { find: async () => undefined } } })
  const page = await (await app.request(embed)).text()
  expect(page.match(/<a [^>]*target[^>]*>/g)).toEqual([
    '<a target="_blank" href="https://a.example/" rel="nofollow ugc noopener">',
  ])
  expect(await (await app.request('/demo')).text()).toContain(link)
})

test('what became of a comment is said at the form, where the browser comes back to, with the way to its receipt', async () => {
  const createdAt = new Date('2026-11-23T12:00:00Z')
  const { send } = await shown({ comments: [published(1)], receipt: { createdAt, versionStatus: 'pending' } })
  const page = await (await send()).text()
  expect(page).toMatch(/<form method="post" action="[^"]*#write"/)
  expect(page.match(/id="yours"/g)).toHaveLength(1)
  expect(page.split('<section id="write"')[1]).toMatch(/^[^>]*>\s*<div class="yours" id="yours"/)
  // Nothing is kept in a frame to look again by.
  expect(page).toContain('href="/r/demo.')
  expect(page).not.toContain('#yours"')
})
