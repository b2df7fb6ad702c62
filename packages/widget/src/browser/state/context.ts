import type { Comments } from '@parley/client'
import type { CommentDraft } from '@parley/contracts'
import type { Board } from '../board.ts'
import type { Keep } from '../keep.ts'
import type { SignedIn } from '../sign-in.ts'
import type { Speech } from '../words/speak.ts'
import type { Sending, State } from './state.ts'

/** What the parts of one element's conversation share. */
export type Context = {
  client: Comments
  board: Board
  keep: Keep
  /** What the article is called when it is asked for, and when a comment is sent to it. */
  article: string
  target: CommentDraft['article']
  signIn(): Promise<SignedIn | undefined>
  speech(): Speech
  state: State
  update(change: Partial<State>): void
  /** Says where the sending of a form stands. */
  say(form: string, sending: Sending): void
  /** Does something in a while, unless the element has left the page by then. */
  later(afterMs: number, what: () => void): void
}
