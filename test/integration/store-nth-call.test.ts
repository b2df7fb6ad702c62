import { createStore, type Store } from '@parley/store'
import { v7 as newId } from 'uuid'
import { expect, test } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { draftOf, hashOf, moveOf, rowsOf } from '../support/store.ts'
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts'

/** Does it until it is done, as clients and jobs do: a fault is told, and the same is asked again. */
const insist = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (fault) {
      if (tries === 4) throw fault
    }
  }
}

/** A comment and its reply, from the first word to the last: accepted, decided, edited, reported, ruled, undone, appealed, deleted. */
const wholeLife = async (store: Store, siteId: string): Promise<void> => {
  const checks = { kind: 'checks' } as const
  const ada = { kind: 'moderator', name: 'ada' } as const
  const draft = draftOf({ siteId, body: 'The first words.' })
  const { id: commentId } = draft
  const reply = draftOf({ siteId, parentId: commentId, body: 'A reply to them.' })
  const decide = (
    actor: typeof checks | typeof ada,
    to: 'published' | 'removed' | 'held',
    version = 1,
    id = commentId,
  ) => insist(() => store.comments.decide({ siteId, actor, action: to, moves: [moveOf(id, to, { version })] }))

  await insist(() => store.comments.submit(draft))
  await decide(checks, 'published')
  await insist(() => store.comments.submit(reply))
  await decide(checks, 'published', 1, reply.id)
  const body = 'The second words.'
  const edit = { siteId, commentId, body, html: body, hosts: [], facts: {}, windowMs: 1e9 }
  await insist(() => store.comments.edit(edit))
  await decide(checks, 'published', 2)
  await insist(() => store.reports.add({ siteId, commentId, reporter: hashOf('reader'), reason: 'spam' }))
  await decide(ada, 'removed', 2)
  const rulings = await insist(() => store.moderation.decisions({ siteId, limit: 10 }))
  const removal = rulings.items.find(({ action }) => action === 'removed')
  await insist(() => store.comments.undo({ siteId, decisionId: removal?.id ?? '', actor: ada }))
  await decide(ada, 'held', 2)
  await insist(() => store.comments.delete({ siteId, commentId }))
}

/** All that is left of a site, without what differs from run to run. */
const remains = async (url: string, siteId: string) => ({
  comments: await rowsOf(
    url,
    `select status, version, version_status, shown_version, visible, hold_only, revision, author_name from comment
     where site_id = $1 order by depth`,
    [siteId],
  ),
  texts: await rowsOf(url, 'select version, body, status from comment_text where site_id = $1 order by body, version', [
    siteId,
  ]),
  events: await rowsOf(
    url,
    `select e.revision, e.kind, e.version, e.from_status, e.to_status, e.from_version_status, e.to_version_status, e.count_after, d.action
     from event e left join decision d on d.site_id = e.site_id and d.id = e.decision_id where e.site_id = $1 order by e.revision`,
    [siteId],
  ),
  articles: await rowsOf(url, 'select key, published_count, revision from article where site_id = $1', [siteId]),
  reports: await rowsOf(url, 'select version, reason from report where site_id = $1', [siteId]),
})

const live = async (direct: Store, proxy: TcpProxy, url: string, nth: number, lost: 'call' | 'answer') => {
  const siteId = `life-${newId()}`
  await direct.sites.add({ id: siteId, name: siteId, hosts: [] })
  const through = new URL(url)
  through.port = String(proxy.port)
  await using store = createStore({ url: through.href, poolSize: 1 })
  const { happened, forget } = proxy.failCall(nth, lost)
  await wholeLife(store, siteId)
  forget()
  const { drift, visibleWrong } = await direct.recount({ siteId })
  return { happened: happened(), left: await remains(url, siteId), drift, visibleWrong }
}

// At once: each speaks over one connection, to which PostgreSQL and this process take turns.
test.concurrent.each(['call', 'answer'] as const)(
  'whichever %s of a comment’s whole life is lost, everything is done once when it is asked again',
  async (lost) => {
    await using database = await freshDatabase()
    await using proxy = await startProxy(() => Number(new URL(database.url).port))
    await using direct = createStore({ url: database.url, poolSize: 1 })
    const whole = await live(direct, proxy, database.url, 1_000_000, lost)
    expect(whole).toMatchObject({ happened: false, drift: [], visibleWrong: 0 })
    expect(whole.left.events.length).toBeGreaterThan(7)
    let nth = 1
    for (; ; nth += 1) {
      const { happened, ...rest } = await live(direct, proxy, database.url, nth, lost)
      if (!happened) break
      expect({ nth, ...rest }).toEqual({ nth, left: whole.left, drift: [], visibleWrong: 0 })
    }
    expect(nth).toBeGreaterThan(25)
  },
  240_000,
)
