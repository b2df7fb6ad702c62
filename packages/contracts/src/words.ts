import { z } from 'zod'

/** Where a comment, or one version of its text, stands. `removed` is a moderator's, `deleted` its author's and final. */
export const statuses = ['pending', 'held', 'published', 'rejected', 'removed', 'deleted'] as const
export const status = z.enum(statuses)
export type Status = z.infer<typeof status>

/** `auto` publishes what is judged clean; `pre` publishes nothing without a moderator; `post` publishes all that is not rejected. */
export const modes = ['auto', 'pre', 'post'] as const
export const mode = z.enum(modes)
export type Mode = z.infer<typeof mode>

/** What a moderator can do to a version of a comment. */
export const actions = ['approve', 'reject', 'hold', 'remove'] as const
export const action = z.enum(actions)
export type Action = z.infer<typeof action>

/** The status that each moderator's action leads to. */
export const statusAfter = {
  approve: 'published',
  reject: 'rejected',
  hold: 'held',
  remove: 'removed',
} as const satisfies Record<Action, Status>

/** Why a comment was held, rejected or removed, as a reader may be told. */
export const reasons = [
  'spam',
  'abuse',
  'hate',
  'threat',
  'sexual',
  'personal-information',
  'impersonation',
  'off-topic',
  'illegal',
  'bad-link',
  'checks-failed',
  'pre-moderation',
  'reported',
  'other',
] as const
export const reason = z.enum(reasons)
export type Reason = z.infer<typeof reason>

/** The reasons that people give; the others are the service's own. */
export const givenReason = reason.exclude(['checks-failed', 'pre-moderation', 'reported'])

/** What a bearer token may do: look, decide, or also change sites, rules and tokens. */
export const roles = ['reader', 'moderator', 'admin'] as const
export const role = z.enum(roles)
export type Role = z.infer<typeof role>

/** Who moved a comment. It reaches the audit log; `name` is a token's name, never a person's address. */
export type Actor =
  | { kind: 'checks' }
  | { kind: 'sweep' }
  | { kind: 'reports' }
  | { kind: 'author' }
  | { kind: 'moderator'; name: string }
