import { ProblemError, type UndoneDecision } from '@parley/contracts'
import type { Deps, Token } from '../context.ts'
import { reaches } from '../lookups/tokens.ts'

/** A decision by its id, and by its site where the caller knows it. */
type Which = { id: string; site?: string | undefined }

/** Takes a decision back. What becomes pending again is asked about again. */
export const undoDecision = async (
  { store, queue }: Pick<Deps, 'store' | 'queue'>,
  token: Token,
  { id, site, requestId }: Which & { requestId: string },
): Promise<UndoneDecision> => {
  const siteId = await siteOfDecision({ store }, token, { id, site })
  const actor = { kind: 'moderator', name: token.name } as const
  const undone = siteId === undefined ? 'no-decision' : await store.comments.undo({ siteId, decisionId: id, actor })
  if (undone === 'no-decision' || siteId === undefined) throw new ProblemError('no-decision')
  if (undone === 'already-undone') throw new ProblemError('already-undone')

  const pending = undone.answers.filter((one) => one.pending).map(({ commentId }) => commentId)
  if (pending.length > 0) queue.askForModeration({ siteId, commentIds: pending, requestId })
  const { decisionId, revision } = undone
  return {
    ...(decisionId !== undefined && { decision: { site: siteId, id: decisionId, revision, undoes: id } }),
    comments: undone.answers.map(({ commentId, answer }) => ({
      site: siteId,
      id: commentId,
      answer: answer === 'moved' ? 'undone' : answer,
    })),
  }
}

/** Among the sites the token reaches, the one with this decision: one look by primary key in each. */
const siteOfDecision = async (
  { store }: Pick<Deps, 'store'>,
  token: Token,
  { id, site }: Which,
): Promise<string | undefined> => {
  if (site !== undefined) return reaches(token, site) ? site : undefined
  const siteIds = token.sites ?? (await store.sites.list()).map((one) => one.id)
  for (const siteId of siteIds) {
    const { items } = await store.moderation.decisions({
      siteId,
      actor: 'any',
      after: successor(id),
      limit: 1,
      named: 0,
    })
    if (items[0]?.id === id) return siteId
  }
  return undefined
}

/** The least id above this one: lists go downwards from `after`, which they leave out. */
const successor = (id: string): string => {
  const next = (BigInt(`0x${id.replaceAll('-', '')}`) + 1n).toString(16).padStart(32, '0').slice(-32)
  return [next.slice(0, 8), next.slice(8, 12), next.slice(12, 16), next.slice(16, 20), next.slice(20)].join('-')
}
