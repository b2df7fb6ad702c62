import type { Env } from '../../../context.ts'
import { html } from 'hono/html'
import type { Context } from 'hono'
import { z } from 'zod'
import type { Html } from '../../shell.ts'
import { hereOf, HOME, sessionOf } from '../session/guard.ts'
import { sealFields } from './order-form.ts'

const note = z.object({
  text: z.string(),
  wrong: z.boolean().optional(),
  /** Site and id of each decision that can be taken back. */
  undo: z.array(z.tuple([z.string(), z.string()])).optional(),
  /** Ids of comments that stay selected, because nothing was done with them. */
  selected: z.array(z.string()).optional(),
})

/** What the page says of what was just done. It travels sealed in the address, so nobody else can make a page say it. */
export type Note = z.infer<typeof note>

/** The form that takes decisions back. */
export const undoForm = (c: Context<Env>, decisions: [site: string, id: string][], name = 'Undo'): Html =>
  html`<form method="post" action="${HOME}/undo" class="undo">
    ${sealFields({ csrf: sessionOf(c).csrf, back: hereOf(c) })}
    <input type="hidden" name="decisions" value="${decisions.map((one) => one.join('/')).join(' ')}" />
    <button type="submit" class="plain">${name}</button>
  </form>`

const noteIn = (c: Context<Env>): Note | undefined =>
  note.safeParse(sessionOf(c).seals.openNote(c.req.query('note') ?? '')).data

/** The comments that a refused order leaves selected. */
export const selectedOn = (c: Context<Env>): Set<string> => new Set(noteIn(c)?.selected)

/** The note in this page's address, with the way to undo. */
export const noteOn = (c: Context<Env>): Html | string => {
  const read = noteIn(c)
  if (read === undefined) return ''
  const { text, wrong = false, undo = [] } = read
  return html`<div class="${wrong ? 'problem' : 'done'}" role="status">
    <p>${text}</p>
    ${undo.length === 0 ? '' : undoForm(c, undo)}
  </div>`
}
