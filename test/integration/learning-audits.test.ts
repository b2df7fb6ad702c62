import { readBaseModels } from '@parley/worker'
import type { ModelReport } from '@parley/contracts'
import { createStore, type Store } from '@parley/store'
import { expect, test } from 'vitest'
import { auditSecret, learner } from '../support/learning-site.ts'
import { byChecks, byModerator, commentsRead, countOf, draftOf, freshStore, moveOf, rowsOf } from '../support/store.ts'

const base = await readBaseModels()

/** Comments that the checks put somewhere. */
const putBy = async (store: Store, count: number, to: 'published' | 'rejected' | 'held') => {
  const drafts = Array.from({ length: count }, () => draftOf())
  await Promise.all(drafts.map((draft) => store.comments.submit(draft)))
  await byChecks(
    store,
    drafts.map(({ id }) => moveOf(id, to, { verdict: { outcome: to, checks: [], models: [], ms: 0 } })),
  )
  return drafts.map(({ id }) => id)
}
const openAudits = async (store: Store) => (await store.learning.audits.list({ siteId: 'paper', limit: 100 })).items
const reportOf = async (store: Store) => (await store.learning.state('paper'))?.report as ModelReport

test('of what goes by itself chance draws some, the same for everybody who knows the secret, and none of what is held', async () => {
  await using paper = await freshStore()
  const { store } = paper
  const [published, rejected] = [await putBy(store, 1_000, 'published'), await putBy(store, 600, 'rejected')]
  const held = await putBy(store, 100, 'held')
  await store.learning.audits.draw('paper', auditSecret)
  // A site without a row of its own yet is drawn from its first look on.
  await learner(store, base).look()
  const drawn = await store.learning.audits.drawn('paper', 1_000)
  const of = (ids: string[]) => drawn.filter(({ commentId }) => ids.includes(commentId)).length
  expect([of(published) >= 6, of(published) <= 40, of(rejected) >= 12, of(rejected) <= 54, of(held)]).toEqual([
    true,
    true,
    true,
    true,
    0,
  ])
  await store.learning.audits.draw('paper', Buffer.from('another secret'))
  expect(await store.learning.audits.drawn('paper', 1_000)).toHaveLength(drawn.length)
})

test('an audited comment stays where it is and is shown without a word of what the checks made of it', async () => {
  await using paper = await freshStore()
  const { store } = paper
  await putBy(store, 400, 'published')
  await putBy(store, 400, 'rejected')
  await learner(store, base).look()
  expect(await countOf(store)).toBe(400)
  const audits = await openAudits(store)
  expect(audits.length).toBeGreaterThan(5)
  const known = new Set(audits.flatMap((audit) => Object.keys(audit)))
  for (const telling of ['status', 'versionStatus', 'verdict', 'outcome', 'reason', 'decidedBy', 'reports'])
    expect(known.has(telling)).toBe(false)
  const pages = await store.learning.audits.list({ sites: ['paper'], limit: 2 })
  expect([pages.items.length, pages.next]).toEqual([2, pages.items[1]?.id])
  expect((await store.learning.audits.list({ sites: ['other'], limit: 9 })).items).toEqual([])
})

test('answers are ordinary decisions, close the audit, and measure how often the checks were wrong', async () => {
  await using paper = await freshStore()
  const { store } = paper
  const published = new Set(await putBy(store, 900, 'published'))
  await putBy(store, 300, 'rejected')
  await learner(store, base).look()
  expect((await reportOf(store)).measured).toEqual({
    published: { audits: 0, wrong: 0, bound: 1 },
    rejected: { audits: 0, wrong: 0, bound: 1 },
  })
  const audits = await openAudits(store)
  const [wrong] = audits.filter(({ id }) => published.has(id))
  for (const { id } of audits) await byModerator(store, [moveOf(id, id === wrong?.id ? 'rejected' : 'published')])
  expect(await openAudits(store)).toEqual([])
  expect(await store.learning.audits.isOpen('paper', wrong?.id ?? '', 1)).toBe(false)
  await learner(store, base).look()

  const ofPublished = audits.filter(({ id }) => published.has(id)).length
  const ofRejected = audits.length - ofPublished
  const { measured } = await reportOf(store)
  expect(measured.published).toMatchObject({ audits: ofPublished, wrong: 1 })
  expect(measured.published.bound).toBeGreaterThan(1 / ofPublished)
  expect(measured.rejected).toMatchObject({ audits: ofRejected, wrong: ofRejected, bound: 1 })
  expect((await store.recount()).drift).toEqual([])
})

test('what its author took away or wrote anew is no audit any more', async () => {
  await using paper = await freshStore()
  const { store } = paper
  await putBy(store, 700, 'published')
  await learner(store, base).look()
  const [gone, edited, kept] = await openAudits(store)
  await store.comments.delete({ siteId: 'paper', commentId: gone?.id ?? '' })
  const { body, html, hosts, facts } = draftOf({ body: 'Written anew.' })
  const commentId = edited?.id ?? ''
  await store.comments.edit({ siteId: 'paper', commentId, body, html, hosts, facts, windowMs: 60_000 })
  const left = (await openAudits(store)).map(({ id }) => id)
  expect([left.includes(gone?.id ?? ''), left.includes(commentId), left.includes(kept?.id ?? '')]).toEqual([
    false,
    false,
    true,
  ])
})

test('a rare audit opens nothing by itself, and the outlook says how many decisions are missing', async () => {
  await using paper = await freshStore()
  const { store } = paper
  await putBy(store, 200, 'published')
  await learner(store, base).look()
  const { opened, decisions, automatic } = await reportOf(store)
  expect(opened.published).toEqual({ open: false, share: 0, next: 0 })
  expect([decisions.missing, automatic]).toEqual([200, { looked: 200, published: 1, held: 0, rejected: 0 }])
  expect((await store.learning.state('paper'))?.policy).toBeUndefined()
})

test('a list of audits reads those of its page, and a draw those that moved, however many wait', async () => {
  await using paper = await freshStore()
  const { store, url } = paper
  const ids = await putBy(store, 500, 'published')
  await rowsOf(
    url,
    `insert into audit (site_id, comment_id, version, outcome) select 'paper', id, 1, 'published' from unnest($1::uuid[]) id`,
    [ids],
  )
  await rowsOf(url, 'vacuum analyze')
  const before = await commentsRead(store, url)
  const asked = createStore({ url })
  const { items } = await asked.learning.audits.list({ limit: 2 })
  expect(items.map(({ id }) => id)).toEqual(ids.toSorted().slice(0, 2))
  const listed = await commentsRead(asked, url)
  expect(listed - before).toBeLessThan(20)

  await using drawing = createStore({ url })
  await drawing.learning.audits.draw('paper', auditSecret) // what came until now
  const [decided = ''] = ids
  await byModerator(drawing, [moveOf(decided, 'rejected')])
  const drawn = await commentsRead(drawing, url)
  await using again = createStore({ url })
  await again.learning.audits.draw('paper', auditSecret)
  expect((await commentsRead(again, url)) - drawn).toBeLessThan(20)
  expect(await rowsOf(url, 'select comment_id as id from audit where not open')).toEqual([{ id: decided }])
})
