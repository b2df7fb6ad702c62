import { ProblemError } from '@parley/contracts'
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
  /** Above which of a list's cards it stands: below where its form stood, so that nobody looks for their place. */
  at: z.string().optional(),
})

/** What the page says of what was just done. It travels sealed in the address, so nobody else can make a page say it. */
export type Note = z.infer<typeof note>

/** What a page says of a problem that it has words for; throws any other. */
export const refusalNote = (thrown: unknown, words: Readonly<Record<string, string>>): Note => {
  const text = thrown instanceof ProblemError ? words[thrown.code] : undefined
  if (text === undefined) throw thrown
  return { text, wrong: true }
}

/** Where a page says what was just done. */
export const TOLD = 'told'

/** The form that takes decisions back; `next` is the card above which it stands. */
export const undoForm = (
  c: Context<Env>,
  decisions: [site: string, id: string][],
  { name = 'Undo', next }: { name?: string; next?: string | undefined } = {},
): Html =>
  html`<form method="post" action="${HOME}/undo" class="undo">
    ${sealFields({ csrf: sessionOf(c).csrf, back: hereOf(c), next })}
    <input type="hidden" name="decisions" value="${decisions.map((one) => one.join('/')).join(' ')}" />
    <button type="submit" class="plain">${name}</button>
  </form>`

/** The note in this page's address, if we sealed it. */
export const noteIn = (c: Context<Env>): Note | undefined =>
  note.safeParse(sessionOf(c).seals.openNote(c.req.query('note') ?? '')).data

/** The comments that a refused order leaves selected. */
export const selectedOn = (c: Context<Env>): Set<string> => new Set(noteIn(c)?.selected)

/** The note in this page's address, with the way to undo. */
export const noteOn = (c: Context<Env>): Html | string => told(c, noteIn(c))

/** The same on a list: above the card that it names, as a row of the list, where that is shown, else on top. */
export const notesOn = (c: Context<Env>, cards: readonly { id: string }[]) => {
  const read = noteIn(c)
  const at = cards.find(({ id }) => id === read?.at)?.id
  return {
    top: at === undefined ? told(c, read) : '',
    above: ({ id }: { id: string }): Html | string => (id === at ? html`<li>${told(c, read)}</li>` : ''),
  }
}

const told = (c: Context<Env>, read: Note | undefined): Html | string => {
  if (read === undefined) return ''
  const { text, wrong = false, undo = [], at } = read
  return html`<div class="${wrong ? 'problem' : 'done'}" role="status" id="${TOLD}">
    <p>${text}</p>
    ${undo.length === 0 ? '' : undoForm(c, undo, { next: at })}
  </div>`
}
