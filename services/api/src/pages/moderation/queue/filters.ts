import { articleKey, authorKey, isStorable, lineText, siteId, status, uuid, type Status } from '@parley/contracts'
import { z } from 'zod'
import { HOME } from '../session/guard.ts'

const filters = z.object({
  status: status.exclude(['deleted']).catch('held'),
  site: siteId.optional().catch(undefined),
  article: articleKey.optional().catch(undefined),
  author: authorKey.optional().catch(undefined),
  host: lineText(253).optional().catch(undefined),
  q: z.string().trim().min(1).max(200).refine(isStorable).optional().catch(undefined),
  appeal: z.literal('open').optional().catch(undefined),
  after: uuid.optional().catch(undefined),
  all: z.literal('1').optional().catch(undefined),
})

/** Which comments a page of the list shows. */
export type Filters = z.infer<typeof filters>

/** The statuses that have a tab, in the order of work. */
export const tabs = ['held', 'pending', 'published', 'rejected', 'removed'] as const satisfies Status[]

/** The filters in an address; what makes no sense is left out. */
export const filtersIn = (query: Record<string, string>): Filters => filters.parse(query)

/** The address of the list with some filters changed, at its beginning unless they name a place. */
export const listPath = (
  now: Filters,
  change: { [Name in keyof Filters]?: Filters[Name] | undefined } = {},
): string => {
  const { after: _after, all: _all, ...kept } = now
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...kept, ...change })) {
    if (value !== undefined && !(name === 'status' && value === 'held')) query.set(name, value)
  }
  return query.size === 0 ? HOME : `${HOME}?${query}`
}
