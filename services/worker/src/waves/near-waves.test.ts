import { defaultRules } from '@parley/contracts'
import type { Subject } from '@parley/moderation'
import type { Arrival, PendingComment } from '@parley/store'
import { expect, test } from 'vitest'
import { findNearWaves } from './near-waves.ts'

const subjectOf = (commentId: string, copy: string): Subject => {
  const copies = [
    { commentId: copy, version: 1, similarity: 1, rejected: false, sameArticle: false, sameAuthor: false },
  ]
  const author = { known: false, published: 0, rejected90Days: 0, lastDecided: 0, lastRejected: 0, recent: 1 }
  const facts = { author, copies, hosts: {}, bans: [], article: {} }
  return { siteId: 'paper', commentId, version: 1, body: '', mode: 'auto', rules: defaultRules, siteHosts: [], facts }
}

test('what could not join while the store was away joins with what comes next', async () => {
  const joined: string[][] = []
  let away = true
  const near = findNearWaves({
    waves: {
      findRejected: async () => new Map(),
      join: async (_siteId: string, arrivals: readonly Arrival[]) => {
        if (away) throw new Error('the store is away')
        joined.push(arrivals.map(({ comment }) => comment.id))
        return new Set(arrivals.map(({ comment }) => comment.id))
      },
    },
  })
  const arrive = async (id: string, copy: string): Promise<void> => {
    const { join } = await near([{ subject: subjectOf(id, copy), near: 0.9 }])
    await join(new Map([[id, { id, version: 1 } as PendingComment]]), new Map([[id, [1, 2]]]))
  }
  await expect(arrive('c1', 'c0')).rejects.toThrow('away')
  away = false
  await arrive('c3', 'c2')
  await arrive('c5', 'c4')
  expect(joined).toEqual([['c3', 'c1'], ['c5']])
})
