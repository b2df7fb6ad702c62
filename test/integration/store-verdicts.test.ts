import { expect, test } from 'vitest'
import { freshStore, moveOf, placed, rowsOf, type FreshStore } from '../support/store.ts'

const trace = [
  { check: 'shape', version: 1, ms: 0.004, signals: [] },
  { check: 'links', version: 2, ms: 0.01, signals: [{ code: 'link.count', spam: 2, evidence: 'a|b' }] },
]

/** Has the checks decide on a thread and a stranger to it in one call. Only what they call `judge` is written in the short way. */
const decideAll = async ({ store, url }: FreshStore, action: string): Promise<Record<string, unknown[]>> => {
  const root = await placed(store, 'published')
  const reply = await placed(store, 'pending', { parentId: root })
  const [spam, doubtful, quiet] = [
    await placed(store),
    await placed(store, 'pending', { articleKey: 'two' }),
    await placed(store),
  ]
  const verdict = (outcome: string) => ({ outcome, checks: trace, models: ['spam@1'], ms: 0.25 })
  const fingerprint = Array.from({ length: 16 }, (_, band) => band - 8)
  const moves = [
    moveOf(reply, 'published', { verdict: verdict('published'), fingerprint }),
    moveOf(spam, 'rejected', { verdict: verdict('rejected'), reason: 'spam', fingerprint }),
    moveOf(doubtful, 'held', { verdict: verdict('held'), reason: 'other' }),
    moveOf(quiet, 'published'),
  ]
  const { answers } = await store.comments.decide({ siteId: 'paper', actor: { kind: 'checks' }, action, moves })
  expect(answers.map(({ answer }) => answer)).toEqual(['moved', 'moved', 'moved', 'moved'])

  const names = new Map([root, reply, spam, doubtful, quiet].map((id, nth) => [id, `comment ${nth}`]))
  const read = async (table: string, order: string): Promise<unknown[]> => {
    const rows = await rowsOf<Record<string, unknown>>(url, `select * from ${table} order by ${order}`)
    return rows.map((row) => Object.fromEntries(Object.entries(row).map((cell) => bare(cell, names))))
  }
  return {
    comments: await read('comment', 'id'),
    events: await read('event', 'revision'),
    decisions: await read('decision', 'id'),
    verdicts: await read('verdict', 'comment_id'),
    standings: await read('standing', 'status'),
    articles: await read('article', 'key'),
    sites: await read('site', 'id'),
  }
}

/** A cell without what no two runs share: times, hashes, and ids other than those of comments, which become names. */
const bare = ([column, value]: [string, unknown], names: ReadonlyMap<string, string>): [string, unknown] => {
  if (value instanceof Date || Buffer.isBuffer(value) || column === 'action') return [column, typeof value]
  if (column === 'decision_id' || column === 'id') return [column, names.get(String(value)) ?? typeof value]
  return [column, names.get(String(value)) ?? value]
}

test('first verdicts, which are written in a way of their own, are written as every other decision is', async () => {
  await using short = await freshStore()
  await using usual = await freshStore()
  const [one, other] = [await decideAll(short, 'judge'), await decideAll(usual, 'weigh')]
  expect(one).toEqual(other)
  expect(one['verdicts']).toHaveLength(3)
  expect((await short.store.recount()).drift).toEqual([])
})
