/** The two risks a verdict weighs. */
export type Risk = 'spam' | 'abuse'

/** How a risk is put together: log-odds `bias + signals · (sum of the checks' weights) + models · (mean of the models'
 *  log-odds)`. */
export type Mixture = { bias: number; signals: number; models: number }

/** How signals become a verdict: a site's own, once it has been calibrated by its decisions. */
export type Policy = {
  /** Kept with each verdict, such as `cold-start` or a site's version. */
  name: string
  mixture: Record<Risk, Mixture>
  /** Publish below both of these risks. */
  publishBelow: Record<Risk, number>
  /** Reject for spam from this risk on; above 1 it never happens. What looks like abuse is for a moderator to judge. */
  rejectFrom: number
  /** Until a site is calibrated: publish only what no check noticed anything in, that is, whose weights stay below
   *  `signalsBelow`, and what every model finds below `modelsBelow`. Absent when the risks alone decide. */
  cautious?: { signalsBelow: number; modelsBelow: Record<Risk, number> }
}

// One comment in twenty, before anything was noticed.
const mixture: Mixture = { bias: -3, signals: 1, models: 1 }

// By themselves log-odds of 1 are a risk of one in eight; calm texts in three languages, and texts of no kind that a model
// knows, stay below.
/** The policy of a site that has not been calibrated yet: it publishes what nothing speaks against, holds the rest, and
 *  rejects only what a check insists on. */
export const coldStart: Policy & Required<Pick<Policy, 'cautious'>> = {
  name: 'cold-start',
  mixture: { spam: mixture, abuse: mixture },
  publishBelow: { spam: 0.2, abuse: 0.2 },
  rejectFrom: 2,
  cautious: { signalsBelow: 1, modelsBelow: { spam: 1, abuse: 1 } },
}
