import { createLog } from '@parley/runtime'
import { createStore, type PendingComment } from '@parley/store'
import { moderate } from '@parley/worker'
import { expect, test } from 'vitest'
import { byModerator, countOf, draftOf, freshStore, moveOf, rowsOf, type FreshStore } from '../support/store.ts'
import { ada, approving, rejecting, shortPraises, spamCopies, spamVariants } from '../support/waves.ts'

const log = createLog({ service: 'test', level: 'silent' })
const metrics = { decided: () => undefined, failed: () => undefined }
const articles = 40

/** A worker's judging of one job; it remembers from job to job. */
const workerOf = ({ store, siteId }: FreshStore, turn?: () => Promise<void>) => {
  const work = moderate({ store, queue: { askAlone: async () => undefined }, log, metrics })
  return (commentIds: string[]) => work({ jobId: '1', siteId, commentIds, requestIds: [], stalls: 0 }, turn)
}

/** Stores comments and judges them as a worker with four jobs at once does, 25 a job. */
const judged = async (paper: FreshStore, bodies: string[], over: { authorKey?: string } = {}) => {
  const drafts = bodies.map((body, at) => draftOf({ articleKey: `news-${at % articles}`, body, ...over }))
  await Promise.all(drafts.map((draft) => paper.store.comments.submit(draft)))
  const ids = drafts.map(({ id }) => id)
  const work = workerOf(paper)
  const jobs = Array.from({ length: Math.ceil(ids.length / 25) }, (_, at) => ids.slice(at * 25, at * 25 + 25))
  const lane = async (): Promise<void> => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await work(job)
  }
  await Promise.all([lane(), lane(), lane(), lane()])
  return ids
}

const countsOf = async ({ store }: FreshStore) =>
  Promise.all(Array.from({ length: articles }, (_, at) => countOf(store, `news-${at}`)))
const statusesOf = ({ url }: FreshStore) => rowsOf(url, 'select id, status, version_status from comment order by id')

test('500 variants of one offer under 40 articles are one wave; one decision moves all, its undo restores every count', async () => {
  await using paper = await freshStore()
  await judged(paper, spamVariants(500))
  const { items } = await paper.store.waves.list({ limit: 10 })
  expect(items).toHaveLength(1)
  expect(items[0]).toMatchObject({ size: 500, articles })
  const waveId = items[0]?.id ?? ''

  const before = await statusesOf(paper)
  const back = async (decided: Awaited<ReturnType<typeof paper.store.waves.decide>>) => {
    if (typeof decided === 'string') throw new Error('the wave is gone')
    await paper.store.comments.undo({ siteId: 'paper', decisionId: decided.decisionId ?? '', actor: ada })
    expect(await paper.store.recount()).toMatchObject({ drift: [], visibleWrong: 0 })
  }
  await back(await paper.store.waves.decide({ ...rejecting, waveId }))
  expect(await statusesOf(paper)).toEqual(before)

  const approved = await paper.store.waves.decide({ ...approving, waveId })
  expect(approved).toMatchObject({ answers: { moved: 500 }, left: 0 })
  const counts = await countsOf(paper)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(500)
  const rejected = await paper.store.waves.decide({ ...rejecting, waveId })
  expect((await countsOf(paper)).every((count) => count === 0)).toBe(true)
  const decisions = await paper.store.moderation.decisions({ limit: 1 })
  expect(decisions.items[0]?.comments).toHaveLength(500)
  await back(rejected)
  expect(await countsOf(paper)).toEqual(counts)
})

test('500 short praises that are no copies of each other make no wave', async () => {
  await using paper = await freshStore()
  await judged(paper, shortPraises(500))
  expect(await paper.store.waves.list({ limit: 10 })).toEqual({ items: [] })
})

test('texts under 20 letters are never a wave', async () => {
  await using paper = await freshStore()
  await judged(paper, Array<string>(40).fill('Дзякуй за артыкул!'))
  expect(await rowsOf(paper.url, 'select 1 from wave')).toEqual([])
})

test('what comes near a rejected wave is met by the site’s policy until its time is over or the decision is undone', async () => {
  await using paper = await freshStore()
  const [first = '', second = '', third = '', fourth = '', ...more] = spamCopies(40)
  await judged(paper, more)
  const [wave] = (await paper.store.waves.list({ limit: 1 })).items
  const signalled = async (body: string) => {
    const [id = ''] = await judged(paper, [body])
    const file = await paper.store.moderation.show('paper', id)
    const codes = JSON.stringify(file?.verdicts[0]?.checks)
    return { status: file?.comment.status, signalled: codes.includes('wave.rejected') }
  }
  expect(await signalled(first)).toMatchObject({ signalled: false })
  const order = { ...rejecting, waveId: wave?.id ?? '' }
  const decided = await paper.store.waves.decide(order)
  await paper.store.sites.set('paper', { rules: { ...(await rulesOf(paper)), waveAction: 'reject' } }, 'root')
  expect(await signalled(second)).toEqual({ status: 'rejected', signalled: true })
  await rowsOf(paper.url, `update wave_ruling set at = at - interval '8 days'`)
  expect(await signalled(third)).toMatchObject({ signalled: false })
  await rowsOf(paper.url, 'update wave_ruling set at = now()')
  const { decisionId = '' } = typeof decided === 'string' ? {} : decided
  const undone = await paper.store.comments.undo({ siteId: 'paper', decisionId, actor: ada })
  expect(await signalled(fourth)).toMatchObject({ signalled: false })
  const { decisionId: redone = '' } = typeof undone === 'string' ? {} : undone
  await paper.store.comments.undo({ siteId: 'paper', decisionId: redone, actor: ada })
  expect((await paper.store.waves.find('paper', order.waveId))?.ruling).toMatchObject({ action: 'reject', by: 'ada' })
})

const rulesOf = async ({ store }: FreshStore) => {
  const site = await store.sites.find('paper')
  if (!site) throw new Error('no site')
  return site.rules
}

test('two waves become one when a comment is near both, with their rulings', async () => {
  await using paper = await freshStore()
  const ids = await judged(paper, spamCopies(12))
  const [one = '', two = ''] = ['0190f3a0-0000-7000-8000-000000000001', '0190f3a0-0000-7000-8000-000000000002']
  await rowsOf(paper.url, 'delete from wave')
  await rowsOf(
    paper.url,
    `insert into wave (site_id, id, size, newest) values ('paper', '${one}', 6, '${ids[5]}'), ('paper', '${two}', 6, '${ids[11]}')`,
  )
  await rowsOf(
    paper.url,
    `update wave_member set wave_id = case when comment_id <= '${ids[5]}' then '${one}'::uuid else '${two}'::uuid end`,
  )
  await paper.store.waves.decide({ ...rejecting, waveId: two })
  const [late = ''] = await judged(paper, spamCopies(13).slice(12))
  const { items } = await paper.store.waves.list({ limit: 10 })
  expect(items).toMatchObject([{ id: one, size: 13, newest: late, ruling: { action: 'reject' } }])
  expect(await rowsOf(paper.url, 'select size from wave')).toEqual([{ size: 13 }])
})

test('an erased comment leaves its wave, and the last one takes the wave along', async () => {
  await using paper = await freshStore()
  const ids = await judged(paper, spamCopies(5))
  await paper.store.comments.delete({ siteId: 'paper', commentId: ids.at(-1) ?? '' })
  expect(await rowsOf(paper.url, `select 1 from wave_member where comment_id = '${ids.at(-1)}'`)).toEqual([])
  expect((await paper.store.waves.list({ limit: 1 })).items).toMatchObject([{ size: 4, newest: ids[3] }])
  for (const commentId of ids) await paper.store.comments.delete({ siteId: 'paper', commentId })
  expect(await rowsOf(paper.url, 'select 1 from wave union all select 1 from wave_member')).toEqual([])
})

test('a comment that its author changed, and one that came after the look, are left alone', async () => {
  await using paper = await freshStore()
  const ids = await judged(paper, spamCopies(6))
  const [wave] = (await paper.store.waves.list({ limit: 1 })).items
  const edit = {
    siteId: 'paper',
    commentId: ids[0] ?? '',
    body: 'I meant the other bridge.',
    html: '',
    hosts: [],
    facts: {},
  }
  await paper.store.comments.edit({ ...edit, windowMs: 60_000 })
  const order = { ...rejecting, waveId: wave?.id ?? '', upTo: ids[4] }
  expect(await paper.store.waves.decide(order)).toMatchObject({ answers: { moved: 4, changed: 0 } })
  const { items } = await paper.store.moderation.decisions({ limit: 1 })
  expect(items[0]?.comments.map(({ id }) => id).toSorted()).toEqual(ids.slice(1, 5))
  expect(await paper.store.waves.decide({ ...order, siteId: 'other' })).toBe('no-wave')
})

/** A new text for a comment, judged as a worker does. */
const edited = async (paper: FreshStore, commentId: string, body: string) => {
  const { store, siteId } = paper
  await store.comments.edit({ siteId, commentId, body, html: '', hosts: [], facts: {}, windowMs: 1e9 })
  await workerOf(paper)([commentId])
}

const condolence = (end: string) =>
  'Our deepest condolences to the family and friends of the late Professor Marozava, who taught half of this town to read ' +
  `and never once raised her voice${end}`

test('an edited comment leaves its wave, and does not bring in those who write what it says now', async () => {
  await using paper = await freshStore()
  const [first = '', ...spam] = await judged(paper, spamCopies(6))
  const [wave] = (await paper.store.waves.list({ limit: 1 })).items
  await paper.store.waves.decide({ ...rejecting, waveId: wave?.id ?? '' })
  await edited(paper, first, condolence('.'))
  const innocents = await judged(paper, [', rest in peace', ' — thank you', '!'].map(condolence))
  expect(await paper.store.waves.findRejected('paper', [first, ...innocents], 60_000)).toEqual(new Map())
  expect((await paper.store.waves.find('paper', wave?.id ?? ''))?.size).toBe(5)
  const { items } = await paper.store.waves.members({ siteId: 'paper', waveId: wave?.id ?? '', limit: 10 })
  expect(items.map(({ id }) => id)).toEqual(spam)
})

test('an edited comment that is still a near-copy comes back into its wave', async () => {
  await using paper = await freshStore()
  const [first = ''] = await judged(paper, spamCopies(6))
  await edited(paper, first, `${spamCopies(1)[0]}!`)
  const [wave] = (await paper.store.waves.list({ limit: 1 })).items
  const { items } = await paper.store.waves.members({ siteId: 'paper', waveId: wave?.id ?? '', limit: 10 })
  expect([wave?.size, items.length, items[0]?.version]).toEqual([6, 6, 2])
})

test('a comment edited while its copies are judged joins no wave with them, whatever it says now', async () => {
  await using paper = await freshStore()
  const [first = ''] = await judged(paper, [condolence('.')])
  const drafts = ['!', ', rest in peace', ' — thank you'].map((end) => draftOf({ body: condolence(end) }))
  const ids = drafts.map(({ id }) => id)
  await Promise.all(drafts.map((draft) => paper.store.comments.submit(draft)))
  let turns = 0
  await workerOf(paper, async () => {
    turns += 1 // one before its looks, one before it decides
    if (turns === 2) await edited(paper, first, 'A calm remark about the timetable of the ferries to the island.')
  })(ids)
  const [wave] = (await paper.store.waves.list({ limit: 1 })).items
  const { items } = await paper.store.waves.members({ siteId: 'paper', waveId: wave?.id ?? '', limit: 10 })
  expect(items.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
})

test('copies of what a comment said before its edit are one wave, and the comment is not in it', async () => {
  await using paper = await freshStore()
  const [first = '', ...others] = await judged(paper, [condolence('.'), ...spamCopies(1), ...shortPraises(2)])
  await edited(paper, first, 'A calm remark about the timetable of the ferries to the island.')
  const copies = [{ id: first, version: 1 }]
  const arrivals = others.map((id) => ({
    comment: { id, version: 1 } as PendingComment,
    fingerprint: [],
    near: 1,
    copies,
  }))
  expect([...(await paper.store.waves.join('paper', arrivals))].toSorted()).toEqual(others.toSorted())
})

test('what a comment said before an edit brings it into no wave, however late it is found to be near others', async () => {
  await using paper = await freshStore()
  const [first = '', second = ''] = await judged(paper, spamCopies(2))
  const [before] = await rowsOf<{ fingerprint: number[] }>(
    paper.url,
    `select fingerprint from comment where id = '${first}'`,
  )
  await edited(paper, first, 'Thank you!') // too short to be a copy of anything
  const copies = await judged(paper, spamCopies(5).slice(2))
  const comment = { id: first, version: 1 } as PendingComment
  const late = { comment, fingerprint: before?.fingerprint ?? [], near: 0.8, copies: [{ id: second, version: 1 }] }
  expect(await paper.store.waves.join('paper', [late])).not.toContain(first)
  const [wave] = (await paper.store.waves.list({ limit: 1 })).items
  const { items } = await paper.store.waves.members({ siteId: 'paper', waveId: wave?.id ?? '', limit: 10 })
  expect(items.map(({ id }) => id)).toEqual([second, ...copies])
})

test('replies under a wave are hidden and shown with it, and counted so', async () => {
  await using paper = await freshStore()
  const ids = await judged(paper, spamCopies(30))
  const [wave] = (await paper.store.waves.list({ limit: 1 })).items
  await paper.store.waves.decide({ ...approving, waveId: wave?.id ?? '' })
  const reply = draftOf({ articleKey: 'news-0', parentId: ids[0] ?? '', body: 'Is this serious?' })
  await paper.store.comments.submit(reply)
  await byModerator(paper.store, [moveOf(reply.id, 'published')])
  expect(await countOf(paper.store, 'news-0')).toBe(2)
  await paper.store.waves.decide({ ...rejecting, waveId: wave?.id ?? '' })
  expect(await countOf(paper.store, 'news-0')).toBe(0)
  expect(await paper.store.recount()).toMatchObject({ drift: [], visibleWrong: 0 })
})

test('a page of large waves holds fewer, counts one after the other and leaves the connections to others', async () => {
  await using paper = await freshStore()
  const ids = await judged(paper, spamVariants(12))
  await rowsOf(paper.url, 'delete from wave_member')
  await rowsOf(paper.url, 'delete from wave')
  for (const nth of [0, 3, 6, 9]) {
    const members = ids.slice(nth, nth + 3).toSorted()
    await rowsOf(
      paper.url,
      `with made as (insert into wave (site_id, id, size, newest) values ('paper', $2::uuid, $3, $2::uuid))
       insert into wave_member (site_id, comment_id, version, wave_id) select 'paper', id, 1, $2::uuid from unnest($1::uuid[]) id`,
      [members, members.at(-1), nth < 6 ? 3 : 30_000],
    )
  }
  const connections = async () =>
    (
      await rowsOf(
        paper.url,
        `select from pg_stat_activity where application_name = 'parley' and datname = current_database()`,
      )
    ).length
  const before = await connections()
  await using store = createStore({ url: paper.url })
  const pages: number[] = []
  for (let after: string | undefined; ;) {
    const page = await store.waves.list({ limit: 10, after })
    pages.push(page.items.length)
    after = page.next
    if (after === undefined) break
  }
  expect(pages.reduce((sum, length) => sum + length)).toBe(4)
  expect(pages.length).toBeGreaterThan(1)
  expect(await connections()).toBeLessThanOrEqual(before + 2)
})
