import { ProblemError } from '@parley/contracts'
import type { Site } from '@parley/store'
import type { Token } from '../context.ts'
import type { Sites } from './sites.ts'
import { reaches } from './tokens.ts'

/** A site, when the token reaches it: one that it does not reach is as absent as one that is not there. */
export const findReached = async (
  { sites }: { sites: Pick<Sites, 'find'> },
  token: Token,
  siteId: string,
): Promise<Site | undefined> => (reaches(token, siteId) ? sites.find(siteId) : undefined)

/** What concerns the whole service is not for a token that is limited to sites. */
export const requireEverywhere = (token: Token): void => {
  if (token.sites !== undefined) throw new ProblemError('token-too-weak')
}
