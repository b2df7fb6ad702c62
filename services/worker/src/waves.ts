import { nearnessOf, type Subject } from '@parley/moderation'
import type { Arrival, PendingComment, Store } from '@parley/store'
import { lookAtAll } from './look-at-all.ts'

/** A long text or an advertisement that so many are alike in part is worth another look: of many copies few were looked at. */
const MANY = 3
const LOOSE = 0.6

/** The subjects of a job as their checks are to see them, and what is left to do once they are decided. */
export type NearWaves = {
  subjects: Subject[]
  /** Puts what was decided into waves with its near-copies. */
  join(pending: ReadonlyMap<string, PendingComment>, fingerprints: ReadonlyMap<string, number[]>): Promise<void>
}

/** Tells subjects of the rejected waves they are near. Comments without a copy, which nearly all are, cost no statement. */
export const findNearWaves =
  ({ waves }: { waves: Pick<Store['waves'], 'findRejected' | 'join'> }) =>
  async (subjects: Subject[]): Promise<NearWaves> => {
    const nearness = await lookAtAll(
      subjects.filter(({ facts }) => facts.copies.length > 0),
      nearnessOf,
    )
    // Where looking failed, the checks will fail too, and say so.
    const near = nearness.done.map(({ item, out }) => ({
      subject: item,
      near: out,
      copies: item.facts.copies.filter(({ similarity }) => similarity >= out).map(({ commentId }) => commentId),
    }))
    const arrivals = near.filter(
      ({ subject, near: out, copies }) => copies.length > 0 || (out < LOOSE && subject.facts.copies.length >= MANY),
    )
    const [first] = arrivals
    if (!first) return { subjects, join: async () => undefined }

    const { siteId, rules } = first.subject
    const copies = rules.waveAction === 'none' ? [] : arrivals.flatMap((arrival) => arrival.copies)
    const rejected = await waves.findRejected(siteId, copies, rules.waveForMs)
    const byId = new Map(arrivals.map((arrival) => [arrival.subject.commentId, arrival]))
    const tell = (subject: Subject): Subject => {
      const found = byId.get(subject.commentId)?.copies.flatMap((id) => rejected.get(id) ?? []) ?? []
      const size = Math.max(...found.map((wave) => wave.size))
      return found.length === 0 ? subject : { ...subject, facts: { ...subject.facts, wave: { size } } }
    }
    return {
      subjects: subjects.map(tell),
      join: (pending, fingerprints) => {
        const joining = arrivals.flatMap(({ subject, ...arrival }): Arrival[] => {
          const comment = pending.get(subject.commentId)
          const fingerprint = fingerprints.get(subject.commentId)
          return comment && fingerprint ? [{ comment, fingerprint, ...arrival }] : []
        })
        return waves.join(siteId, joining)
      },
    }
  }
