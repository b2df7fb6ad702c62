import { similarity, type Copy, type Facts, type Subject } from '@parley/moderation'
import type { PendingComment, Store } from '@parley/store'

/** Below it two texts are not near-copies. */
const NEAR = 0.5
const COPIES_AT_MOST = 20

/** Makes a subject of each pending comment of one site from what the store knows and what the comments of the job say of each other. */
export const gatherSubjects =
  ({ facts }: Pick<Store, 'facts'>) =>
  async (pending: readonly PendingComment[], fingerprints: Map<string, number[]>): Promise<Subject[]> => {
    const known = await facts.gather([...pending], fingerprints)
    const copies = copiesAmong(pending, fingerprints)
    return pending.map((comment) => {
      const gathered = known.get(comment.id)
      if (!gathered) throw new Error('the store gathered no facts for a comment it was asked about')
      const all: Facts = {
        ...comment.facts,
        ...gathered,
        copies: [...gathered.copies, ...(copies.get(comment.id) ?? [])].slice(0, COPIES_AT_MOST),
        article: { title: comment.articleTitle },
      }
      return {
        siteId: comment.siteId,
        commentId: comment.id,
        version: comment.version,
        body: comment.body,
        authorName: comment.authorName,
        mode: comment.mode,
        rules: comment.rules,
        siteHosts: comment.siteHosts,
        facts: all,
      }
    })
  }

/**
 * The earlier comments of the same job that each one copies. The store cannot know them yet: it keeps a text's fingerprint
 * with its decision. (Its authors and links it does know, from the moment it was submitted.)
 */
export const copiesAmong = (
  pending: readonly Pick<PendingComment, 'id' | 'version' | 'articleId' | 'authorKey'>[],
  fingerprints: ReadonlyMap<string, number[]>,
): Map<string, Copy[]> => {
  const seen = new Map<number, (typeof pending)[number][]>()
  const copies = new Map<string, Copy[]>()
  const byTime = pending.toSorted((a, b) => (a.id < b.id ? -1 : 1)) // ids are UUIDs of version 7
  for (const comment of byTime) {
    const print = fingerprints.get(comment.id) ?? []
    let candidates: Set<(typeof pending)[number]> | undefined // of nearly all comments none
    for (const hash of print) {
      const sharing = seen.get(hash)
      if (!sharing) {
        seen.set(hash, [comment])
        continue
      }
      candidates ??= new Set()
      for (const earlier of sharing) candidates.add(earlier)
      if (sharing.length < COPIES_AT_MOST) sharing.push(comment) // a flood must not slow its own checks down
    }
    if (!candidates) continue
    candidates.delete(comment)
    const found = [...candidates]
      .map((earlier) => ({ earlier, alike: similarity(print, fingerprints.get(earlier.id) ?? []) }))
      .filter(({ alike }) => alike >= NEAR)
      .map(({ earlier, alike }) => ({
        commentId: earlier.id,
        version: earlier.version,
        similarity: alike,
        rejected: false,
        sameArticle: earlier.articleId === comment.articleId,
        sameAuthor: comment.authorKey !== undefined && earlier.authorKey === comment.authorKey,
      }))
    if (found.length > 0) copies.set(comment.id, found.slice(0, COPIES_AT_MOST))
  }
  return copies
}
