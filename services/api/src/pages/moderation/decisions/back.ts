import type { Context } from 'hono'
import type { Env } from '../../../context.ts'
import { ownPath, sessionOf } from '../session/guard.ts'
import type { Note } from './note.ts'

/** The fields of a moderator's form. */
export type Fields = Record<string, string>

/** Sends the browser back to the page that a form stands on, which then says what was done. */
export const backWith = (c: Context<Env>, { back }: Fields, note: Note): Response => {
  const to = new URL(ownPath(back), 'http://here')
  to.searchParams.set('note', sessionOf(c).seals.sealNote(note))
  return c.redirect(`${to.pathname}${to.search}`, 303)
}
