import { z } from 'zod'
import { authorKey, cursor, host, lineText, longText, moment, siteId, uuid } from './text.ts'

/** Whom, what or where a ban is on: an author's key, a link's host, or a phrase. */
export const banKind = z.enum(['author', 'host', 'phrase'])

/** A ban to make. */
export const banDraft = z
  .object({
    site: siteId,
    kind: banKind,
    value: lineText(200),
    until: moment.optional(),
    note: longText(500).optional(),
  })
  .strict()
  .refine(({ kind, value }) => kind !== 'author' || authorKey.safeParse(value).success, {
    path: ['value'],
    message: 'is an author’s key, as the moderators’ list shows it',
  })
  .refine(({ kind, value }) => kind !== 'host' || host.safeParse(value).success, {
    path: ['value'],
    message: 'is a lower-case host name, such as spam.example',
  })
  .meta({ id: 'BanDraft' })
export type BanDraft = z.infer<typeof banDraft>

/** A ban, which stands until it is over. */
export const banView = z
  .object({
    site: siteId,
    id: uuid,
    kind: banKind,
    value: z.string(),
    until: moment.optional(),
    note: z.string().optional(),
    by: z.string(),
    createdAt: moment,
  })
  .strict()
  .meta({ id: 'Ban' })
export type BanView = z.infer<typeof banView>

/** One page of a site's bans, oldest first; those that are over stay listed until they are lifted. */
export const banPage = z
  .object({ bans: z.array(banView), next: cursor.optional() })
  .strict()
  .meta({ id: 'Bans' })
