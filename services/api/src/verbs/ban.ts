import { linkedHost, ProblemError, type BanDraft } from '@parley/contracts'
import type { Ban } from '@parley/store'
import type { Deps, Token } from '../context.ts'
import { findReached } from '../lookups/reached.ts'

/** Bans an author, a host or a phrase from a site that the token reaches. 409 when the site bans as many phrases as may be. */
export const ban = async (
  { store, sites }: Pick<Deps, 'store' | 'sites'>,
  token: Token,
  { site, kind, value, until, note }: BanDraft,
): Promise<Ban> => {
  if (!(await findReached({ sites }, token, site))) throw new ProblemError('no-site')
  const made = await store.moderation.bans.add({
    siteId: site,
    kind,
    value: kind === 'host' ? linkedHost(value) : value,
    note,
    until: until === undefined ? undefined : new Date(until),
    by: token.name,
  })
  if (made === 'too-many') throw new ProblemError('too-many-phrases')
  return made
}
