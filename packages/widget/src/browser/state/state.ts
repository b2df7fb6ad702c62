import type { ReceiptView, VisibleComment } from '@parley/contracts'
import type { Mine } from '../keep.ts'
import type { SignedIn } from '../sign-in.ts'
import type { Trouble } from '../words/words.ts'

/** Which way comments are ordered. */
export type Sort = 'new' | 'old'

/** One of this reader's own comments: how to reach it, and where it stands as far as is known. */
export type Own = Mine & { view?: ReceiptView }

/** What is opened below a comment. */
export type Panel = 'reply' | 'edit' | 'report' | 'told' | 'remove' | 'appeal' | 'actions'

/** Where the sending of a form stands: `away` is what it failed of through no fault of the reader's, and whether it is sent again by
 *  itself; `trouble` what the reader can mend. */
export type Sending = { busy?: boolean; away?: Trouble; waits?: boolean; trouble?: Trouble; length?: number }

/** All that the view is drawn from. Changed by `update` only, and never in place but for the two maps. */
export type State = {
  phase: 'loading' | 'ready' | 'failed'
  sort: Sort
  comments: Map<string, VisibleComment>
  /** Where the next page begins; undefined when all are here. */
  next: string | undefined
  turning: boolean
  /** Whether the last page that was asked for could not be had. */
  missed: boolean
  /** How many rows are drawn; grows frame by frame after a page came. */
  drawn: number
  closed: boolean
  /** Whom the site knows; undefined for a guest. */
  who: SignedIn | undefined
  own: Map<string, Own>
  folded: ReadonlySet<string>
  panel: { id: string; what: Panel } | undefined
  /** By form: `new`, or the id of the comment that is answered or edited. */
  sending: Readonly<Record<string, Sending>>
  /** The comment that the address names. */
  marked: string | undefined
  /** Said to screen readers, politely. */
  told: string
  /** How often something was told. */
  tellings: number
  forgetting: boolean
}

/** How an element begins. */
export const firstState = (sort: Sort): State => ({
  phase: 'loading',
  sort,
  comments: new Map(),
  next: undefined,
  turning: false,
  missed: false,
  drawn: 0,
  closed: false,
  who: undefined,
  own: new Map(),
  folded: new Set(),
  panel: undefined,
  sending: {},
  marked: undefined,
  told: '',
  tellings: 0,
  forgetting: false,
})
