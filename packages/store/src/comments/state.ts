import type { Actor, Mode, Status } from '@parley/contracts'

/** What a decision can change of a comment, and what undo brings back. */
export type State = {
  status: Status
  /** Where the newest version stands; `pending` waits for its first decision. */
  versionStatus: Status
  /** The version that readers see, or would see were its parents reachable. */
  shownVersion: number | null
  /** A moderator turned this comment down, or readers' reports did: a new version of it can only be held. */
  holdOnly: boolean
  /** The version a moderator approved, which readers' reports no longer hold. */
  approvedVersion: number | null
}

/** A comment as deciding reads it. */
export type CommentRow = State & {
  siteId: string
  id: string
  version: number
  visible: boolean
  articleId: number
  /** How its article is moderated where that is not as its site. */
  articleMode: Mode | null
  /** Its article's published count before anything changes. */
  articleCount: number
  parentId: string | null
  /** Whether readers see its parent; false when it has none. */
  parentVisible: boolean
  hasReplies: boolean
  revision: number
}

/** Whether a comment holds its own link of the chain that makes its replies reachable. */
export const isReachableItself = ({ status, shownVersion }: Pick<State, 'status' | 'shownVersion'>): boolean =>
  status === 'published' || (status === 'deleted' && shownVersion !== null)

/** Whether a comment adds one to its article's published count. */
export const isCounted = (status: Status, visible: boolean): boolean => status === 'published' && visible

/** The state that follows when the newest version is moved `to` a status by an actor. */
export const stateAfter = (row: State & { version: number }, to: Status, actor: Actor['kind']): State => {
  const byModerator = actor === 'moderator'
  const holdOnly = byModerator ? to !== 'published' : row.holdOnly || actor === 'reports'
  const editBesideShown = row.shownVersion !== null && row.shownVersion < row.version
  switch (to) {
    case 'published':
      return {
        status: to,
        versionStatus: to,
        shownVersion: row.version,
        holdOnly,
        approvedVersion: byModerator ? row.version : row.approvedVersion,
      }
    case 'held':
    case 'rejected':
      // A held or rejected edit leaves what readers saw before; reports speak of just that, so they take it down. Moderators look
      // at what is held by its newest version, so a rejected one is held with it.
      if (editBesideShown && actor === 'reports') {
        const versionStatus = row.versionStatus === 'rejected' ? to : row.versionStatus
        return { ...pick(row), status: to, versionStatus, shownVersion: null, holdOnly }
      }
      if (editBesideShown) return { ...pick(row), versionStatus: to, holdOnly }
      return { status: to, versionStatus: to, shownVersion: null, holdOnly, approvedVersion: row.approvedVersion }
    case 'removed':
      return { status: to, versionStatus: to, shownVersion: null, holdOnly, approvedVersion: null }
    case 'deleted':
      return {
        ...pick(row),
        status: to,
        versionStatus: to,
        shownVersion: row.status === 'published' ? row.shownVersion : null,
      }
    case 'pending':
      return { ...pick(row), versionStatus: to }
  }
}

const pick = ({ status, versionStatus, shownVersion, holdOnly, approvedVersion }: State): State => ({
  status,
  versionStatus,
  shownVersion,
  holdOnly,
  approvedVersion,
})
