import {
  nameOfBase,
  upperBound,
  type BaseModels,
  type Calibration,
  type Contest,
  type KeptPolicy,
} from '@parley/moderation'
import type { ModelReport } from '@parley/contracts'
import type { DrawnAudit, Store } from '@parley/store'
import { keyOf } from './attend-lessons.ts'

/** So many of the newest comments say what goes by itself now. */
const AUTOMATIC = 1_000

/** A policy worth keeping, with the models it is for; the cautious one to start with is none. */
export const keptPolicy = ({ policy }: Calibration, base: BaseModels): KeptPolicy | undefined =>
  policy.name === 'cold-start' ? undefined : { ...policy, base: nameOfBase(base) }

const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/** What a look found, as owners read it. */
export const reportOf = async (
  { store, base }: { store: Pick<Store, 'learning'>; base: BaseModels },
  found: {
    siteId: string
    lessons: readonly { commentId: string; version: number; unwanted: boolean }[]
    learned: number
    drawn: readonly DrawnAudit[]
    calibration: Calibration
    challenge: Contest
  },
): Promise<ModelReport> => {
  const { siteId, lessons, learned, drawn, calibration, challenge } = found
  const unwanted = new Map(lessons.map((lesson) => [keyOf(lesson), lesson.unwanted]))
  const measuredOf = (outcome: DrawnAudit['outcome']) => {
    const answers = drawn
      .filter((audit) => audit.outcome === outcome)
      .flatMap((audit) => unwanted.get(keyOf(audit)) ?? [])
    const wrong = answers.filter((bad) => bad === (outcome === 'published')).length
    const audits = answers.length
    return { audits, wrong, bound: upperBound(wrong, audits), ...(audits > 0 && { share: wrong / audits }) }
  }
  const openedOf = ({ region, share, nextShare, narrowed }: Calibration['published']) => ({
    open: region !== undefined,
    ...(narrowed && { narrowed }),
    ...(region && { edge: region.edge, bound: region.bound }),
    share,
    next: nextShare,
  })
  const automatic = await store.learning.automatic(siteId, AUTOMATIC)
  const looked = automatic.published + automatic.held + automatic.rejected
  return {
    decisions: { standing: lessons.length, learned, samples: calibration.samples, missing: calibration.missing },
    automatic: {
      looked,
      published: shareOf(automatic.published, looked),
      held: shareOf(automatic.held, looked),
      rejected: shareOf(automatic.rejected, looked),
    },
    measured: { published: measuredOf('published'), rejected: measuredOf('rejected') },
    opened: { published: openedOf(calibration.published), rejected: openedOf(calibration.rejected) },
    ...(challenge.decisions > 0 && { contest: challenge }),
    base: nameOfBase(base),
  }
}
