import { ProblemError, statusAfter, type WaveDecision, type WaveOrder } from '@parley/contracts'
import { allowedFrom } from '@parley/moderation'
import type { Deps, Token } from '../context.ts'
import { reaches } from '../lookups/tokens.ts'

/** Applies a moderator's order to all of a wave, as one decision, which answers its authors' appeals. */
export const decideWave = async (
  { store }: Pick<Deps, 'store'>,
  token: Token,
  { site, wave, ...order }: WaveOrder & { site: string; wave: string },
): Promise<WaveDecision> => {
  const to = statusAfter[order.action]
  const from = allowedFrom(to, 'moderator').filter((status) => status !== 'removed') // which was done one by one
  const actor = { kind: 'moderator', name: token.name } as const
  const made = reaches(token, site)
    ? await store.waves.decide({ siteId: site, waveId: wave, actor, to, from, ...order })
    : 'no-wave'
  if (typeof made === 'string') throw new ProblemError(made)
  const { decisionId: id, revision } = made
  const { moved: decided, ...others } = made.answers
  return {
    ...(id !== undefined && { decision: { site, id, revision } }),
    comments: { decided, ...others },
    ...(made.appeals > 0 && { appeals: made.appeals }),
    left: made.left,
  }
}
