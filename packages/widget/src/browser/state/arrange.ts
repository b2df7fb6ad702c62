import type { VisibleComment } from '@parley/contracts'

/** What is needed to place a comment. */
export type Placeable = Pick<VisibleComment, 'id' | 'parentId'>

/** A comment where it stands: how deep, and how many are below it. */
export type Placed<C extends Placeable> = { comment: C; parent: C | undefined; depth: number; below: number }

/**
 * Comments in the order of conversations: those that answer nothing shown here by age, newest or oldest first; answers below
 * what they answer, oldest first. What a folded comment holds is left out, and counted in its `below`.
 */
export const arrange = <C extends Placeable>(
  comments: Iterable<C>,
  sort: 'new' | 'old',
  folded: ReadonlySet<string>,
): Placed<C>[] => {
  const oldestFirst = [...comments].sort((a, b) => (a.id < b.id ? -1 : 1))
  const byId = new Map(oldestFirst.map((comment) => [comment.id, comment]))
  const answers = new Map<string, C[]>()
  const tops: C[] = []
  for (const comment of oldestFirst) {
    const { parentId } = comment
    const siblings = parentId === undefined || !byId.has(parentId) ? tops : answers.get(parentId)
    if (siblings) siblings.push(comment)
    else answers.set(parentId as string, [comment])
  }
  const placed: Placed<C>[] = []
  // A stack and no recursion: threads are as deep as their writers like. `end` closes what was opened above it.
  const waiting: (Placed<C> | { end: Placed<C>; from: number })[] = (sort === 'old' ? tops.reverse() : tops).map(
    (comment) => ({ comment, parent: undefined, depth: 0, below: 0 }),
  )
  let seen = 0
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if ('end' in next) {
      next.end.below = seen - next.from
      if (folded.has(next.end.comment.id)) placed.length = placed.indexOf(next.end) + 1
      continue
    }
    const { comment, depth } = next
    placed.push(next)
    seen += 1
    const children = answers.get(comment.id)
    if (!children) continue
    waiting.push({ end: next, from: seen })
    // In place: toReversed came to browsers in 2023, and nobody asks for these again.
    for (const child of children.reverse())
      waiting.push({ comment: child, parent: comment, depth: depth + 1, below: 0 })
  }
  return placed
}
