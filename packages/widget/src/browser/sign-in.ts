import { ApiProblem } from '@parley/client'

/** Whom the site knows the reader as: a token of some minutes for the service, and the name to show. */
export type SignedIn = { jwt: string; name?: string }

/** Asks the site itself, with its own cookies, who is reading; undefined for a guest. Rejects when the site is away. */
export const readSignIn = async (from: string | undefined): Promise<SignedIn | undefined> => {
  if (from === undefined) return undefined
  const answer = await fetch(from, { credentials: 'include', cache: 'no-store' }).catch(() => {
    throw new ApiProblem('unreachable')
  })
  if (answer.status >= 500) throw new ApiProblem('unknown', answer.status)
  return answer.status === 200 ? ((await answer.json()) as SignedIn) : undefined
}
