import type { VisibleComment } from '@parley/store'

/** A comment where it stands on the page; `depth` counts from the top of the page's own tree. */
export type Placed = { comment: VisibleComment; parent?: VisibleComment; depth: number }

/** Comments of one page in the order of conversations: newest conversation first, answers oldest first under what they
 *  answer. An answer to a comment of another page begins a conversation of its own. */
export const inThreads = (comments: VisibleComment[]): Placed[] => {
  const byId = new Map(comments.map((comment) => [comment.id, comment]))
  const oldestFirst = comments.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const answers = Map.groupBy(oldestFirst, ({ parentId }) => (parentId && byId.has(parentId) ? parentId : 'top'))
  const placed: Placed[] = []
  // A stack and no recursion: threads are as deep as their writers like.
  const waiting: Placed[] = (answers.get('top') ?? []).map((comment) => ({ comment, depth: 0 }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { comment: parent, depth } = next
    placed.push(next)
    const below = (answers.get(parent.id) ?? []).map((comment) => ({ comment, parent, depth: depth + 1 }))
    waiting.push(...below.toReversed())
  }
  return placed
}
