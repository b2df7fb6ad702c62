import { action, statuses, type Action, type Reason, type Status } from '@parley/contracts'

/** What a status is called above a list. */
export const statusNames: Record<Status, string> = {
  pending: 'Being checked',
  held: 'Held',
  published: 'Published',
  rejected: 'Rejected',
  removed: 'Removed',
  deleted: 'Deleted by author',
}

/** What a moderator's button says. */
export const actionNames: Record<Action, string> = {
  approve: 'Approve',
  reject: 'Reject',
  hold: 'Hold',
  remove: 'Remove',
}

/** Reasons as moderators choose and read them. */
export const reasonNames: Record<Reason, string> = {
  spam: 'Spam',
  abuse: 'Abuse or insults',
  hate: 'Hatred',
  threat: 'Threat',
  sexual: 'Sexual content',
  'personal-information': 'Personal information',
  impersonation: 'Impersonation',
  'off-topic': 'Off topic',
  illegal: 'Illegal',
  'bad-link': 'Bad link',
  'checks-failed': 'The checks failed',
  'pre-moderation': 'Everything is read first',
  reported: 'Readers reported it',
  other: 'Another reason',
}

/** A reason from the store in words; one of another version of Parley as it stands. */
export const reasonName = (reason: string): string =>
  Object.hasOwn(reasonNames, reason) ? reasonNames[reason as Reason] : reason

/** A status from the store in words. */
export const statusName = (status: string): string =>
  statuses.some((known) => known === status) ? statusNames[status as Status] : status

const done: Record<Action, string> = { approve: 'approved', reject: 'rejected', hold: 'held', remove: 'removed' }

/** What was done, in the past tense. */
export const deed = (name: string): string => {
  const known = action.safeParse(name)
  if (known.success) return done[known.data]
  return { undo: 'undid a decision on', judge: 'judged', delete: 'deleted' }[name] ?? name
}

/** Who did it. */
export const doer = (actor: string, name: string | undefined): string =>
  ({
    checks: 'The checks',
    sweep: 'The sweep',
    reports: 'Readers’ reports',
    author: 'The author',
    moderator: name ?? 'A moderator',
  })[actor] ?? actor

/** A number with its noun. */
export const several = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`
