import { ProblemError } from '@parley/contracts'
import type { Deps, Token } from '../context.ts'
import type { Cursors } from '../cursor.ts'
import { findReached } from '../lookups/reached.ts'

/** How many rows a page has when nobody says. */
const PAGE = 50

/** The part of a moderator's list that says which sites and which page; `list` names the list for its cursors. A site that is not
 *  there is a problem: a misspelt one would seem to have nothing. */
export const pageOf = async (
  { sites, cursors }: Pick<Deps, 'sites'> & { cursors: Cursors },
  token: Token,
  {
    list,
    site,
    after,
    limit,
  }: { list: string; site?: string | undefined; after?: string | undefined; limit?: number | undefined },
) => {
  if (site !== undefined && !(await findReached({ sites }, token, site))) throw new ProblemError('no-site')
  const bound = `${list}\n${site ?? ''}`
  return {
    question: {
      sites: token.sites,
      siteId: site,
      after: after === undefined ? undefined : cursors.open(bound, after),
      limit: limit ?? PAGE,
    },
    /** The sealed cursor of the next page, where there is one. */
    next: (place: string | undefined) => (place === undefined ? {} : { next: cursors.seal(bound, place) }),
  }
}
