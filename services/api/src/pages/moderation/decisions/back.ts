import { returnPath } from '@parley/contracts'
import type { Context } from 'hono'
import type { Env } from '../../../context.ts'
import { HOME, sessionOf } from '../session/guard.ts'
import type { Note } from './note.ts'

/** The fields of a moderator's form. */
export type Fields = Record<string, string>

const OWN = new RegExp(`^${HOME}(?:[/?]|$)`)

/** Sends the browser back to the page that a form stands on, which then says what was done. */
export const backWith = (c: Context<Env>, { back: given }: Fields, note: Note): Response => {
  const path = returnPath.safeParse(given)
  const to = new URL(path.success && OWN.test(path.data) ? path.data : HOME, 'http://here')
  to.searchParams.set('note', sessionOf(c).seals.sealNote(note))
  return c.redirect(`${to.pathname}${to.search}`, 303)
}
