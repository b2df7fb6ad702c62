import { banKind, lineText, longText, siteId, type BanDraft } from '@parley/contracts'
import { z } from 'zod'
import { HOME } from '../session/guard.ts'

/** Where the list of bans is. */
export const BANS = `${HOME}/bans`

/** What a ban is on, as moderators read it. */
export const kindNames: Record<BanDraft['kind'], string> = { author: 'Author', host: 'Links to', phrase: 'Phrase' }

/** For how long, in days, as a form offers it; nothing is for good. */
export const spans = { day: 1, week: 7, month: 30, year: 365 } as const

const DAY_MS = 86_400_000

const draft = z.object({
  site: siteId.optional().catch(undefined),
  kind: banKind.catch('phrase'),
  value: lineText(200).optional().catch(undefined),
  span: z
    .enum(Object.keys(spans) as (keyof typeof spans)[])
    .optional()
    .catch(undefined),
  /** The note; `note` in an address is what a page says of what was done. */
  why: longText(500).optional().catch(undefined),
})

/** A ban as a form has it before it is one. */
export type BanFields = z.infer<typeof draft>

/** The ban that an address or a form proposes; what makes no sense is left out. */
export const banIn = (given: Record<string, string>): BanFields => draft.parse(given)

/** The page of a site's bans, with a form that proposes this one. */
export const bansPath = (proposed: Partial<BanFields>): string => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(proposed)) if (value !== undefined) query.set(name, value)
  return query.size === 0 ? BANS : `${BANS}?${query}`
}

/** When a ban of such a span, made now, is over. */
export const endOf = (span: BanFields['span'], now: Date): Date | undefined =>
  span === undefined ? undefined : new Date(now.getTime() + spans[span] * DAY_MS)
