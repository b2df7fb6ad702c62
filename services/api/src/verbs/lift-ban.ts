import { ProblemError } from '@parley/contracts'
import type { Deps, Token } from '../context.ts'
import { reaches } from '../lookups/tokens.ts'

/** Lifts a ban of a site that the token reaches. 404 when it is lifted by now. */
export const liftBan = async (
  { store }: Pick<Deps, 'store'>,
  token: Token,
  { site, id }: { site: string; id: string },
): Promise<void> => {
  if (!reaches(token, site) || !(await store.moderation.bans.remove(site, id))) throw new ProblemError('no-ban')
}
