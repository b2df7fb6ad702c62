import type { ApiProblem, ApiProblemCode } from '@parley/client'
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
}

/** What to tell a reader of something that went wrong. */
export const troubleOf = (thrown: unknown): Trouble => {
  const { code, status } = thrown as ApiProblem // or any other error, which has no such code and no status
  return troubles[code] ?? (status >= 500 ? 'away' : status === 0 ? 'offline' : 'other')
}

/** Whether the same request may succeed in a while: what is wrong is on the way, or with the service. */
export const isAway = (trouble: Trouble): trouble is 'away' | 'offline' => trouble === 'away' || trouble === 'offline'
