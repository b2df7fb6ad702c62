import type { Seals } from './session/session.ts'
import { banIn, BANS, bansPath } from './bans/fields.ts'
import type { Fields } from './decisions/back.ts'
import type { Note } from './decisions/note.ts'
import { selectedIn } from './decisions/order-form.ts'

/** The page that a form was sent from, as its moderator left it: with the ban that was typed, or the comments that were selected. */
export const asLeft = (path: string, fields: Fields, { sealNote }: Pick<Seals, 'sealNote'>): string => {
  const { back = '' } = fields
  if (path === `${BANS}/add`) return bansPath(banIn(fields))
  const selected = selectedIn(fields).map(({ id = '' }) => id)
  if (selected.length === 0) return back
  const text = 'Nothing was decided, and what was selected still is.'
  const note = sealNote({ text, wrong: true, selected } satisfies Note)
  return `${back}${back.includes('?') ? '&' : '?'}note=${note}`
}
