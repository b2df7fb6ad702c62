import type { Reason, Status } from '@parley/contracts'

/** One comment's part in a moderator's decision, as the log has it. */
export type LoggedDecision = {
  decisionId: string
  /** The site's event number of it. */
  revision: number
  commentId: string
  version: number
  /** Where the decision moved the version; an undo moves it back. */
  to: Status
  reason?: Reason
  /** The decision that this one takes back. */
  undoes?: string
  moderator: string
  /** The day of the decision, in any spelling that tells days apart. */
  day: string
  authorKey?: string
}

/** What the learned models tell, each by a name of its own. */
export const kinds = ['spam', 'abuse'] as const
export type Kind = (typeof kinds)[number]

/** A decision that stands and teaches: what it says of spam and of abuse; absent where it says nothing. */
export type Lesson = Omit<LoggedDecision, 'undoes' | 'to'> & {
  unwanted: boolean
  says: { [K in Kind]?: boolean }
}

const spamReasons = new Set<Reason>(['spam', 'bad-link'])
// About who writes or where, not about the words.
const untaught = new Set<Reason>(['impersonation', 'personal-information', 'off-topic'])

const whatItSays = (to: Status, reason: Reason | undefined): Lesson['says'] | undefined => {
  if (to === 'published') return { spam: false, abuse: false }
  if (to !== 'rejected' && to !== 'removed') return undefined
  if (reason !== undefined && untaught.has(reason)) return {}
  return reason !== undefined && spamReasons.has(reason) ? { spam: true } : { abuse: true }
}

type Standing = { entry: LoggedDecision; stands: boolean }

const stand = (made: Standing[], decisionId: string, stands: boolean): void => {
  const found = made.find(({ entry }) => entry.decisionId === decisionId)
  if (!found || found.stands === stands) return
  found.stands = stands
  if (found.entry.undoes !== undefined) stand(made, found.entry.undoes, !stands)
}

/** The decision on one version of a comment that stands after all that was undone, and undone again. */
const lastStanding = (log: LoggedDecision[]): LoggedDecision | undefined => {
  const made: Standing[] = []
  for (const entry of log) {
    if (entry.undoes !== undefined) stand(made, entry.undoes, false)
    made.push({ entry, stands: true })
  }
  return made.findLast(({ entry, stands }) => stands && entry.undoes === undefined)?.entry
}

const byLog = (a: LoggedDecision, b: LoggedDecision): number => a.revision - b.revision

/** What a log of decisions teaches, in the order of the decisions: for each version the one that stands. What was undone
 *  teaches nothing, nor does a hold. The log may come in any order. */
export const lessonsOf = (log: readonly LoggedDecision[]): Lesson[] => {
  const versions = Map.groupBy(log, ({ commentId, version }) => `${commentId} ${version}`)
  return [...versions.values()]
    .flatMap((entries): Lesson[] => {
      const last = lastStanding(entries.toSorted(byLog))
      if (!last) return []
      const { to, undoes: _undoes, ...rest } = last
      const says = whatItSays(to, last.reason)
      return says ? [{ ...rest, says, unwanted: to !== 'published' }] : []
    })
    .toSorted((a, b) => (a.decisionId < b.decisionId ? -1 : a.decisionId > b.decisionId ? 1 : a.revision - b.revision))
}
