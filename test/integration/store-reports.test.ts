import { Client } from 'pg'
import { expect, test } from 'vitest'
import { byChecks, byModerator, countOf, freshStore, hashOf, moveOf, placed, rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'

test('reports hold what readers see, unless a moderator approved it', async () => {
  await using paper = await freshStore()
  const report = (commentId: string, reporter: string) =>
    paper.store.reports.add({ siteId: 'paper', commentId, reason: 'spam', reporter })
  const id = await placed(paper.store, 'published')
  expect(await report(id, 'r1')).toMatchObject({ kind: 'counted', reports: 1, reached: false })
  expect(await report(id, 'r1')).toMatchObject({ kind: 'already', reports: 1, reached: false })
  await report(id, 'r2')
  expect(await report(id, 'r3')).toMatchObject({ reports: 3, reached: true, version: 1 })
  const again = await report(id, 'r1') // as if who reached it had died before holding it
  expect(again).toEqual({ kind: 'already', reports: 3, reached: true, version: 1 })
  await paper.store.comments.decide({
    siteId: 'paper',
    actor: { kind: 'reports' },
    action: 'hold',
    reason: 'reported',
    moves: [moveOf(id, 'held')],
  })
  expect(await countOf(paper.store)).toBe(0)
  expect(await report(id, 'r4')).toEqual({ kind: 'gone' })
  await byModerator(paper.store, [moveOf(id, 'published')])
  expect(await report(id, 'r5')).toMatchObject({ reports: 4, reached: false })
  expect(await report(id, 'r5')).toMatchObject({ kind: 'already', reached: false })
})

test('a report that comes while a deletion is under way leaves no note behind', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store, 'published')
  const holding = new Client({ connectionString: paper.url })
  await holding.connect()
  try {
    await holding.query('begin; lock table wave_member in exclusive mode') // the last that a deletion touches
    const stuck = `select from pg_locks where not granted and pid in (
      select l.pid from pg_locks l join pg_database d on d.oid = l.database where d.datname = current_database())`
    const waiting = async (): Promise<number> => (await holding.query(stuck)).rows.length
    const deleting = paper.store.comments.delete({ siteId: 'paper', commentId: id })
    await until('the deletion has erased and waits', async () => (await waiting()) === 1)
    let answered = false
    const reporting = paper.store.reports
      .add({ siteId: 'paper', commentId: id, reason: 'abuse', note: 'PLANTED', reporter: hashOf('reader') })
      .finally(() => (answered = true))
    await until('the report waits, or is in', async () => answered || (await waiting()) === 2)
    await holding.query('commit')
    expect([await deleting, await reporting]).toEqual(['deleted', { kind: 'gone' }])
  } finally {
    await holding.end()
  }
  expect(await rowsOf(paper.url, 'select note from report')).toEqual([])
})

test('flags of several readers at once are all counted', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store, 'published')
  const report = (reporter: string) =>
    paper.store.reports.add({ siteId: 'paper', commentId: id, reason: 'abuse', reporter })
  const answers = await Promise.all(['r1', 'r2', 'r3', 'r3'].map(report))
  expect(answers.filter(({ kind }) => kind === 'already')).toHaveLength(1)
  expect(answers.some((answer) => answer.kind === 'counted' && answer.reached)).toBe(true)
})

test('what a moderator brought back by an undo no report takes down again, until that undo is undone', async () => {
  await using paper = await freshStore()
  const report = (reporter: string) =>
    paper.store.reports.add({ siteId: 'paper', commentId: id, reason: 'spam', reporter })
  const id = await placed(paper.store, 'published')
  for (const reporter of ['r1', 'r2', 'r3']) await report(reporter)
  const hold = () =>
    paper.store.comments.decide({
      siteId: 'paper',
      actor: { kind: 'reports' },
      action: 'hold',
      reason: 'reported',
      moves: [moveOf(id, 'held')],
    })
  const held = await hold()
  const actor = { kind: 'moderator', name: 'ada' } as const
  const undone = await paper.store.comments.undo({ siteId: 'paper', decisionId: held.decisionId, actor })
  if (typeof undone === 'string' || undone.decisionId === undefined) throw new Error('nothing was undone')
  expect(await countOf(paper.store)).toBe(1)
  expect(await report('r1')).toMatchObject({ reached: false })
  expect((await hold()).answers).toMatchObject([{ answer: 'already' }])
  expect(await countOf(paper.store)).toBe(1)

  await paper.store.comments.undo({ siteId: 'paper', decisionId: undone.decisionId, actor })
  expect(await countOf(paper.store)).toBe(0)
})

test('an edit that the checks looked at before reports held its comment is held with a reason', async () => {
  await using paper = await freshStore()
  const { comments, moderation } = paper.store
  const id = await placed(paper.store, 'published')
  const text = { body: 'Second thoughts.', html: '<p>Second thoughts.</p>', hosts: [], facts: {}, windowMs: 60_000 }
  await comments.edit({ siteId: 'paper', commentId: id, ...text })
  await comments.decide({
    siteId: 'paper',
    actor: { kind: 'reports' },
    action: 'hold',
    reason: 'reported',
    moves: [moveOf(id, 'held')],
  })
  const { answers } = await byChecks(paper.store, [moveOf(id, 'published', { version: 2 })])
  expect(answers).toMatchObject([{ answer: 'moved', heldInstead: true }])
  const { items } = await moderation.list({ status: 'held', limit: 10 })
  expect(items).toMatchObject([{ id, version: 2, decidedBy: 'checks', reason: 'other' }])
})

test('reports of many sites are in one order, page after page, of which a page reads its own few', async () => {
  await using paper = await freshStore()
  for (const id of ['other', 'third']) await paper.store.sites.add({ id, name: id, hosts: [] })
  const made = await rowsOf<{ id: string; site: string }>(
    paper.url,
    `insert into report (site_id, id, comment_id, version, reporter, reason)
     select (array['paper', 'other', 'third'])[1 + n % 3], lpad(n::text, 32, '0')::uuid, gen_random_uuid(), 1, 'r', 'spam'
     from generate_series(1, 3000) n returning id, site_id as site`,
  )
  await rowsOf(paper.url, 'analyze report')
  const limit = 5
  const sites = ['paper', 'other']
  const listed: string[] = []
  for (let after: string | undefined; listed.length < 3 * limit;) {
    const page = await paper.store.moderation.reports({ sites, limit, after })
    listed.push(...page.items.map(({ id }) => id))
    after = page.next
  }
  const newest = made.filter(({ site }) => sites.includes(site)).map(({ id }) => id)
  expect(listed).toEqual(newest.toReversed().slice(0, 3 * limit))
  expect((await paper.store.moderation.reports({ sites, siteId: 'third', limit })).items).toEqual([])

  const [read] = await until('what was read is counted', async () => {
    await paper.store.moderation.reports({ limit })
    const scans = `select (seq_tup_read + idx_tup_fetch)::float8 / (seq_scan + idx_scan) as rows
      from pg_stat_user_tables where relname = 'report' and seq_scan + idx_scan > 0`
    const counted = await rowsOf<{ rows: number }>(paper.url, scans)
    return counted.length > 0 && counted
  })
  expect(read?.rows).toBeLessThanOrEqual(limit + 1)
})
