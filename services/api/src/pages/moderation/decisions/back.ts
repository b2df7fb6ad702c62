import { uuid } from '@parley/contracts'
import type { Context } from 'hono'
import type { Env } from '../../../context.ts'
import { ownPath, sessionOf } from '../session/guard.ts'
import { TOLD, type Note } from './note.ts'

/** The fields of a moderator's form. */
export type Fields = Record<string, string>

/** Sends the browser back to the page that a form stands on, which then says what was done: on top, or where the form stood in a list. */
export const backWith = (c: Context<Env>, { back, next }: Fields, note: Note): Response => {
  const at = uuid.safeParse(next).data
  const to = new URL(ownPath(back), 'http://here')
  to.searchParams.set('note', sessionOf(c).seals.sealNote({ ...note, ...(at !== undefined && { at }) }))
  return c.redirect(`${to.pathname}${to.search}${at === undefined ? '' : `#${TOLD}`}`, 303)
}
