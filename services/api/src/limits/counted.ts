import type { Caller } from './daily-secret.ts'
import type { Limits } from './limits.ts'

/** Whose comment is counted; `recent` where it was already: how many came from there lately. */
export type Counted = { siteId: string; network: Caller; recent?: number | undefined }

/** Counts a comment of a network and does what it is counted for, told how many came from there lately. Where nothing of it is stored,
 *  because `work` throws or answers what `isStored` denies, it is no comment of its network. */
export const counted = async <T>(
  limits: Pick<Limits, 'countComment' | 'uncountComment'>,
  { siteId, network, recent }: Counted,
  work: (recent: number) => Promise<T>,
  isStored: (answer: T) => boolean,
): Promise<T> => {
  const lately = recent ?? (await limits.countComment(siteId, network))
  let stands = false
  try {
    const answer = await work(lately)
    stands = isStored(answer)
    return answer
  } finally {
    if (!stands) await limits.uncountComment(siteId, network)
  }
}
