import type { Actor, Status } from '@parley/contracts'

/** The kinds of actor that move a version from one status to another. An author's deletion is no such move: it leaves any status, and erases. */
export type ActorKind = Exclude<Actor['kind'], 'author'>

const fromPending: Status[] = ['pending']

// What is not named is not allowed: nothing leads back to pending, nothing leaves `deleted`, and `removed` is left only by a moderator's
// approval, as an author who appeals asks for, or by undoing, which is not a move of this table.
const moves: Record<ActorKind, Partial<Record<Status, Status[]>>> = {
  checks: { published: fromPending, held: fromPending, rejected: fromPending },
  // The sweep gives up on what checks keep failing on; it never publishes and never rejects.
  sweep: { held: fromPending },
  reports: { held: ['published'] },
  moderator: {
    published: ['pending', 'held', 'rejected', 'removed'],
    rejected: ['pending', 'held', 'published'],
    held: ['pending', 'published', 'rejected'],
    removed: ['pending', 'held', 'published', 'rejected'],
  },
}

/** The statuses from which this kind of actor may move a version to `to`; empty when it may not at all. */
export const allowedFrom = (to: Status, actorKind: ActorKind): Status[] => [...(moves[actorKind][to] ?? [])]
