import type { DecisionOrder, MadeDecision } from '@parley/contracts'
import type { DecisionView } from '@parley/store'
import type { Deps, Token } from '../../../context.ts'

const NEWEST = 20

/** The comments that a decision moved, or whose appeals it answered, as `site/id`. */
const touchedBy = ({ siteId, comments, appeals = [] }: DecisionView): string[] =>
  [...comments.map(({ id }) => id), ...appeals].map((id) => `${siteId}/${id}`)

/**
 * What this moderator decided just before, the same of nothing but these comments, and what stands; none where the order made a decision
 * itself. On a slow link a form is pressed twice and only the second answer is seen: it tells of the first press, and takes it back.
 */
export const firstPress = async (
  { store }: Pick<Deps, 'store'>,
  { name, sites }: Token,
  { action }: Pick<DecisionOrder, 'action'>,
  { decisions, comments }: MadeDecision,
): Promise<DecisionView[]> => {
  const stood = comments.filter(({ answer }) => answer === 'already')
  if (decisions.length > 0 || stood.length === 0) return []
  const pressed = new Set(stood.map(({ site, id }) => `${site}/${id}`))
  const { items } = await store.moderation.decisions({ sites, limit: NEWEST })
  return items.filter((made) => {
    const touched = touchedBy(made)
    const same = made.name === name && made.action === action && made.undoneBy === undefined
    return same && touched.length > 0 && touched.every((one) => pressed.has(one))
  })
}

/** How this moderator took back one of these decisions just before, where that stands. */
export const firstUndo = async (
  { store }: Pick<Deps, 'store'>,
  { name, sites }: Token,
  decisions: string[],
): Promise<DecisionView[]> => {
  if (decisions.length === 0) return []
  const { items } = await store.moderation.decisions({ sites, limit: NEWEST })
  return items.filter(
    ({ undoes, undoneBy, ...made }) =>
      made.name === name && undoneBy === undefined && undoes !== undefined && decisions.includes(undoes),
  )
}
