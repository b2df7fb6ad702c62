import { readFile } from 'node:fs/promises'
import { until } from '../../support/until.ts'
import type { Book, Sent } from './book.ts'
import { ask } from './http.ts'
import { ARTICLES, articleOf, walk, watchCounts } from './readers.ts'
import { sites, type World } from './world.ts'

/** What a storm left, in figures. */
export type Aftermath = { decidedMs: number; comments: number; events: number; largestMb: number }

const finals = { approve: 'published', reject: 'rejected', remove: 'removed', hold: 'held' } as const

/** Holds what the clients know, and what the database says, against the promises. */
export const judgeStorm = async (world: World, book: Book): Promise<Aftermath> => {
  const began = performance.now()
  const patience = { timeoutMs: 60_000, everyMs: 200 }
  const rest = async () => (await world.store.stats()).pending === 0
  await until('everything is decided', rest, patience).catch(async () => {
    const [left] = await world.sql<{ n: number }>(
      `select count(*)::int as n from comment where version_status = 'pending'`,
    )
    book.breach('B', `${left?.n} comments are pending a minute after the last fault`)
  })
  const decidedMs = Math.round(performance.now() - began)
  await accepted(world, book)
  await decided(world, book)
  await ruled(world, book)
  await counted(world, book)
  const largestMb = await rested(world, book)
  const [size] = await world.sql<{ comments: number; events: number }>(
    `select (select count(*)::int from comment) as comments, (select count(*)::int from event) as events`,
  )
  return { decidedMs, largestMb, ...(size ?? { comments: 0, events: 0 }) }
}

type Stored = { id: string; site_id: string; status: string; body: string; version: number }

/** A: what was acknowledged is there, once, as it was said; what was not is there once, or not at all. */
const accepted = async (world: World, book: Book): Promise<void> => {
  const stored = await world.sql<Stored>(
    `select c.id, c.site_id, c.status, c.version, t.body from comment c
     join comment_text t on t.site_id = c.site_id and t.comment_id = c.id and t.version = c.version`,
  )
  const byId = new Map(stored.map((row) => [row.id, row]))
  for (const sent of book.sent) {
    const row = sent.id === undefined ? undefined : byId.get(sent.id)
    if (sent.outcome === 'ok' && !row) book.breach('A', `${sent.id} was accepted and is lost`)
    if (!row) continue
    const texts = sent.deletion === undefined ? sent.texts : [...sent.texts, '']
    if (!texts.includes(row.body)) book.breach('A', `${sent.id} has another text than it was sent with`)
    if (row.site_id !== sent.site) book.breach('H', `${sent.id} is stored under another site`)
    if (sent.deletion === 'ok' && (row.status !== 'deleted' || row.body !== ''))
      book.breach('A', `${sent.id} was deleted and is ${row.status}`)
  }
  const first = new Map<string, number>()
  for (const { body, version } of stored) if (version === 1 && body !== '') first.set(body, (first.get(body) ?? 0) + 1)
  for (const [body, times] of first)
    if (times > 1) book.breach('A', `${times} comments with one text: ${body.slice(0, 40)}`)
  const sentBodies = new Set(book.sent.flatMap(({ texts }) => texts))
  const strange = stored.filter(({ body }) => body !== '' && !sentBodies.has(body))
  if (strange.length > 0) book.breach('A', `${strange.length} comments that nobody sent`)
  await replays(world, book)
}

/** Clients that never learned what became of a draft ask once more: an answer now, and one comment. */
const replays = async (world: World, book: Book): Promise<void> => {
  const open = book.sent.filter(({ outcome }) => outcome === 'unknown').slice(0, 20)
  const some = [...open, ...book.sent.filter(({ outcome }) => outcome === 'ok').slice(-10)]
  for (const sent of some) {
    const { status, json } = await replay(world, book, sent)
    if (status >= 500 || status === 0) book.breach('A', `a replay at rest is answered ${status}`)
    const id = (json['comment'] as { id?: string } | undefined)?.id
    if (status === 202 && sent.id !== undefined && id !== sent.id) book.breach('A', `a replay of ${sent.id} made ${id}`)
  }
  const doubled = await world.sql(
    `select site_id, idempotency_hash from comment group by 1, 2 having count(*) > 1 union all
     select site_id, body_hash from comment where version = 1 and body_hash <> '' group by 1, 2 having count(*) > 1`,
  )
  if (doubled.length > 0) book.breach('A', `${doubled.length} idempotency keys exist twice`)
  await until('replays are decided', async () => (await world.store.stats()).pending === 0, { timeoutMs: 60_000 })
}

const replay = (world: World, book: Book, sent: Sent) =>
  ask(book, `${world.apis[0]?.url}/v1/sites/${sent.site}/comments`, {
    method: 'POST',
    headers: { 'idempotency-key': sent.key },
    body: { article: { key: sent.article }, body: sent.body },
  })

/** B: a version has one first decision, the log has no gap, and nothing that was written in it was changed. */
const decided = async (world: World, book: Book): Promise<void> => {
  const twice = await world.sql<{ comment_id: string; n: number }>(
    `select comment_id, count(*)::int as n from event
     where kind = 'status' and from_version_status = 'pending' group by comment_id, version having count(*) > 1`,
  )
  for (const { comment_id: id, n } of twice) book.breach('B', `a version of ${id} has ${n} first decisions`)
  const never = await world.sql<{ id: string }>(
    `select c.id from comment c where not exists (select from event e where e.site_id = c.site_id and e.comment_id = c.id
       and e.version = c.version and e.kind = 'status' and e.from_version_status = 'pending')`,
  )
  for (const { id } of never) book.breach('B', `the newest version of ${id} was never decided`)
  const gaps = await world.sql<{ id: string }>(
    `select s.id from site s left join event e on e.site_id = s.id group by s.id, s.revision
     having count(e.*) <> s.revision or coalesce(max(e.revision), 0) <> s.revision`,
  )
  for (const { id } of gaps) book.breach('B', `the events of ${id} have gaps`)
}

/** C: a moderator's last word stands, on first versions and on edits; a held or rejected edit leaves what was published before it. */
const ruled = async (world: World, book: Book): Promise<void> => {
  const rows = await world.sql<{ id: string; status: string; version: number; version_status: string }>(
    'select id, status, version, version_status from comment',
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  for (const { id, ruled: word, deletion } of book.byId.values()) {
    const row = byId.get(id ?? '')
    if (!row || word?.outcome !== 'ok' || word.mayChange || word.editsSince > 0 || deletion !== undefined) continue
    const wanted = finals[word.action]
    const leavesShown = word.version > 1 && (word.action === 'hold' || word.action === 'reject')
    const isKept = row.status === wanted || (leavesShown && row.status === 'published')
    if (row.version !== word.version || row.version_status !== wanted || !isKept)
      book.breach('C', `version ${word.version} of ${id} was ${wanted} by a moderator, and now ${JSON.stringify(row)}`)
  }
}

/** D, E, F, G at rest: both apis tell the very counts, revision and pages that follow from the comments. */
const counted = async (world: World, book: Book): Promise<void> => {
  const { drift, visibleWrong } = await world.store.recount()
  for (const { siteId, key, stored, derived } of drift)
    book.breach('D', `${siteId} ${key} says ${stored}, has ${derived}`)
  if (visibleWrong > 0) book.breach('D', `${visibleWrong} comments with a wrong visibility`)
  const read = watchCounts(book)
  for (const site of sites) {
    const shown = await world.sql<{ key: string; id: string; status: string }>(
      `select a.key, c.id, c.status from comment c join article a on a.site_id = c.site_id and a.id = c.article_id
       where c.site_id = $1 and c.visible`,
      [site],
    )
    const [row] = await world.sql<{ revision: string }>('select revision from site where id = $1', [site])
    for (const api of world.apis) {
      const follows = async () => (await read(api, site))?.revision === Number(row?.revision)
      await until(`${api.name} is up to date`, follows, { timeoutMs: 3_000, everyMs: 50 }).catch(() =>
        book.breach('E', `${api.name} is behind ${site} at rest`),
      )
      const told = await read(api, site)
      for (let nth = 0; nth < ARTICLES; nth += 1) {
        const key = articleOf(nth)
        const here = shown.filter((one) => one.key === key)
        const published = here.filter(({ status }) => status === 'published')
        if ((told?.counts[key] ?? 0) !== published.length)
          book.breach('D', `${api.name} tells ${told?.counts[key]} of ${site} ${key}, not ${published.length}`)
        const { ids, whole } = await walk(book, api, site, key)
        const missing = published.filter(({ id }) => !ids.includes(id))
        const extra = ids.filter((id) => !here.some((one) => one.id === id))
        if (!whole || missing.length > 0) book.breach('G', `${api.name} leaves out ${missing.length} of ${site} ${key}`)
        if (extra.length > 0) book.breach('F', `${api.name} shows ${extra.length} hidden ones of ${site} ${key}`)
      }
    }
  }
}

const memoryOf = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '') // elsewhere than on Linux nobody tells
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_000
}

/** J: the queue is empty again, connections and memory are within what is allowed. */
const rested = async (world: World, book: Book): Promise<number> => {
  const metric = async (url: string, name: string) => {
    const text = await fetch(`${url}/metrics`).then((answer) => answer.text())
    return text.match(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'm'))?.[1]
  }
  await until(
    'the queue is empty',
    async () => Number(await metric(world.apis[0]?.url ?? '', 'parley_queue_waiting')) === 0,
    { timeoutMs: 60_000, everyMs: 200 },
  ).catch(() => book.breach('J', 'jobs still wait in the queue a minute after all was decided'))
  const sizes = await Promise.all(
    [...world.apis, ...world.workers].map(async (one) => {
      const drift = await metric(one.url, 'parley_count_drift')
      if (drift !== undefined && Number(drift) !== 0) book.breach('D', `${one.name} tells a drift of ${drift}`)
      return memoryOf(one.pid() ?? 0)
    }),
  )
  const ends = [...world.apis, ...world.workers].flatMap((one) => one.ends)
  for (const end of ends) book.breach('J', end)
  const largest = Math.round(Math.max(...sizes))
  if (largest > 500) book.breach('J', `a process holds ${largest} MB at rest`)
  const [open] = await world.sql<{ n: number }>(
    'select count(*)::int as n from pg_stat_activity where datname = current_database()',
  )
  if ((open?.n ?? 0) > 100) book.breach('J', `${open?.n} connections are open at rest`)
  return largest
}
