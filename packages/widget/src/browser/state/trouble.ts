import { ApiProblem, type ApiProblemCode } from '@parley/client'
import type { Trouble } from '../words/words.ts'

const troubles: Partial<Record<ApiProblemCode, Trouble>> = {
  'article-closed': 'closed',
  'parent-not-visible': 'parent',
  'too-deep': 'deep',
  'idempotency-key-reused': 'changed',
  'too-many-requests': 'often',
  'challenge-needed': 'often',
  'foreign-origin': 'origin',
  'foreign-article-url': 'origin',
  'edit-window-over': 'late',
  'comment-deleted': 'gone',
  'no-comment': 'gone',
  'no-receipt': 'gone',
  unreachable: 'offline',
  fault: 'away',
  unavailable: 'away',
  overloaded: 'often',
  unknown: 'away',
}

/** What to tell a reader of something that went wrong. */
export const troubleOf = (thrown: unknown): Trouble =>
  (thrown instanceof ApiProblem && troubles[thrown.code]) || 'other'

/** Whether the same request may succeed in a while. */
export const isPassing = (thrown: unknown): boolean =>
  thrown instanceof ApiProblem && (thrown.status === 0 || thrown.status >= 500)
