import { createStore, type Move, type Store } from '@parley/store'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draftOf, freshStore, hashOf, moveOf, rowsOf, type FreshStore } from '../support/store.ts'

/** One thing that somebody does to a thread. `at` picks a comment among those there are, `article` one of two. */
type Step =
  | { do: 'submit'; article: number; under?: number }
  | { do: 'decide'; moves: { at: number; to: Move['to'] }[]; by: 'checks' | 'moderator' }
  | { do: 'undo'; at: number }
  | { do: 'edit' | 'delete'; at: number }
  | { do: 'close'; article: number; closed: boolean }
  | { do: 'merge'; from: number }

const at = fc.nat({ max: 40 })
const article = fc.nat({ max: 1 })
const to = fc.constantFrom('published', 'published', 'published', 'held', 'rejected', 'removed') satisfies fc.Arbitrary<
  Move['to']
>
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      { do: fc.constant('submit' as const), article, under: at },
      { requiredKeys: ['do', 'article'] },
    ),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      moves: fc.array(fc.record({ at, to }), { minLength: 1, maxLength: 6 }),
      by: fc.constantFrom('checks' as const, 'moderator' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const), at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('edit' as const, 'delete' as const), at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), article, closed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), from: article }) },
)

const keys = ['left', 'right']

/** Plays steps against one site: each round's steps run at once, from two stores. */
const player = (stores: Store[], siteId: string) => {
  const comments: string[] = []
  const versions = new Map<string, number>()
  const decisions: string[] = []
  const pick = <T>(from: T[], nth: number): T | undefined => (from.length === 0 ? undefined : from[nth % from.length])
  let turn = 0

  const play: { [K in Step['do']]: (store: Store, step: Extract<Step, { do: K }>) => Promise<unknown> } = {
    submit: async (store, { article: which, under }) => {
      const parentId = under === undefined ? undefined : pick(comments, under)
      const submitted = await store.comments.submit(draftOf({ siteId, articleKey: keys[which] as string, parentId }))
      if (submitted.kind === 'accepted') comments.push(submitted.id)
    },
    decide: async (store, { moves, by }) => {
      const wanted = moves.flatMap(({ at: nth, to: status }) => {
        const id = pick(comments, nth)
        return id ? [moveOf(id, status, { version: versions.get(id) ?? 1 })] : []
      })
      const actor = by === 'checks' ? { kind: by } : { kind: by, name: 'ada' }
      const { decisionId } = await store.comments.decide({ siteId, actor, action: 'any', moves: wanted })
      if (by === 'moderator') decisions.push(decisionId)
    },
    undo: async (store, { at: nth }) => {
      const decisionId = pick(decisions, nth)
      if (!decisionId) return
      const undone = await store.comments.undo({ siteId, decisionId, actor: { kind: 'moderator', name: 'ada' } })
      if (typeof undone !== 'string' && undone.decisionId) decisions.push(undone.decisionId)
    },
    edit: async (store, { at: nth }) => {
      const commentId = pick(comments, nth)
      if (!commentId) return
      const body = `edit ${hashOf(String(Math.random()))}`
      const answer = await store.comments.edit({
        siteId,
        commentId,
        body,
        html: body,
        hosts: [],
        facts: {},
        windowMs: 1e9,
      })
      if (answer.kind === 'accepted') versions.set(commentId, answer.version)
    },
    delete: async (store, { at: nth }) => {
      const commentId = pick(comments, nth)
      if (commentId) await store.comments.delete({ siteId, commentId })
    },
    close: (store, { article: which, closed }) => store.articles.set(siteId, keys[which] as string, { closed }),
    merge: (store, { from }) => store.articles.merge(siteId, keys[from] as string, keys[1 - from] as string),
  }
  return (one: Step): Promise<unknown> => {
    const store = stores[turn++ % stores.length] as Store
    return (play[one.do] as (store: Store, step: Step) => Promise<unknown>)(store, one)
  }
}

type Row = {
  id: string
  parent_id: string | null
  article_id: string
  status: string
  shown_version: number | null
  visible: boolean
}

/** Counts and visibility told from the comments alone, by code that shares nothing with the store's. */
const derive = (rows: Row[]) => {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const reachable = (row: Row): boolean =>
    (row.status === 'published' || (row.status === 'deleted' && row.shown_version !== null)) &&
    (row.parent_id === null || reachable(byId.get(row.parent_id) as Row))
  const counts = new Map<string, number>()
  for (const row of rows)
    if (row.status === 'published' && reachable(row)) counts.set(row.article_id, (counts.get(row.article_id) ?? 0) + 1)
  return { counts, wrong: rows.filter((row) => row.visible !== reachable(row)) }
}

const agrees = async (paper: FreshStore, siteId: string): Promise<void> => {
  const comments = await rowsOf<Row>(
    paper.url,
    'select id, parent_id, article_id, status, shown_version, visible from comment where site_id = $1',
    [siteId],
  )
  const articles = await rowsOf<{ id: string; published_count: number }>(
    paper.url,
    'select id, published_count from article where site_id = $1',
    [siteId],
  )
  const { counts, wrong } = derive(comments)
  expect(wrong).toEqual([])
  expect(articles.map(({ id, published_count }) => [id, published_count])).toEqual(
    articles.map(({ id }) => [id, counts.get(id) ?? 0]),
  )
  const [log] = await rowsOf<{ gapless: boolean; doubles: string }>(
    paper.url,
    `select count(*) = coalesce(max(e.revision), 0) and coalesce(max(e.revision), 0) = (select revision from site where id = $1) as gapless,
      (select count(*) from (
        select 1 from event f join decision d on d.site_id = f.site_id and d.id = f.decision_id
        where f.site_id = $1 and d.actor_kind = 'checks' and not exists (
          select from event u join decision w on w.site_id = u.site_id and w.id = u.decision_id
          where u.site_id = $1 and u.comment_id = f.comment_id and w.action = 'undo')
        group by f.comment_id, f.version having count(*) > 1) twice) as doubles
    from event e where e.site_id = $1`,
    [siteId],
  )
  expect(log).toEqual({ gapless: true, doubles: '0' })
  expect(await paper.store.recount({ siteId })).toMatchObject({ drift: [], visibleWrong: 0, totalsWrong: 0 })
  const standing = await rowsOf<{ status: string; count: number }>(
    paper.url,
    `select version_status as status, count(*)::int as count from comment where site_id = $1 group by 1 order by 1`,
    [siteId],
  )
  const totals = await paper.store.moderation.totals([siteId])
  expect(totals.map(({ status, count }) => ({ status, count })).toSorted(byStatus)).toEqual(standing.toSorted(byStatus))
}

/** Looks whether readers see something else of an article only where its revision moved: pages are kept by that. */
const watchPages = ({ comments, counts }: Store, siteId: string) => {
  const known = new Map<string, { shown: string; revision: number }>()
  return async (): Promise<void> => {
    for (const articleKey of keys) {
      const { revision, ...page } = await comments.listVisible({ siteId, articleKey, sort: 'new', limit: 200 })
      const shown = JSON.stringify(page)
      const changedAt = (await counts.read(siteId, [articleKey])).counts.get(articleKey)?.revision ?? 0
      const before = known.get(articleKey)
      if (before && changedAt <= before.revision) expect(shown).toBe(before.shown)
      known.set(articleKey, { shown, revision })
    }
  }
}

const byStatus = (one: { status?: unknown }, other: { status?: unknown }) =>
  String(one.status) < String(other.status) ? -1 : 1

const layouts = [
  { tables: 'whole tables', layout: {}, numRuns: 80 },
  { tables: 'tables in four partitions', layout: { partitions: 4 }, numRuns: 30 },
]

test.each(layouts)(
  'in $tables, whatever is done to a thread at once, counts, visibility and revisions of pages are those derived from scratch',
  async ({ layout, numRuns }) => {
    await using paper = await freshStore(layout)
    await using second = createStore({ url: paper.url })
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 4, maxLength: 14 }),
        async (rounds) => {
          const siteId = `run-${++run}`
          await paper.store.sites.add({ id: siteId, name: siteId, hosts: [] })
          const play = player([paper.store, second], siteId)
          await Promise.all(Array.from({ length: 6 }, (_, nth) => play({ do: 'submit', article: nth % 2 })))
          const look = watchPages(paper.store, siteId)
          for (const steps of rounds) {
            await Promise.all(steps.map(play))
            await look()
          }
          await agrees(paper, siteId)
        },
      ),
      { numRuns, endOnFailure: true },
    )
  },
  240_000,
)
