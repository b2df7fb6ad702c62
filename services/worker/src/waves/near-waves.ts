import { nearnessOf, type Subject } from '@parley/moderation'
import type { Arrival, PendingComment, Store } from '@parley/store'
import { lookAtAll } from '../look-at-all.ts'
import { rememberStrays } from './strays.ts'

/** A long text or an advertisement that so many of one wave are alike in part is worth another look: of many copies few were looked at.
 *  Of a big site's comments some are alike in part to any text, by chance. */
const MANY = 3
const LOOSE = 0.6

/** The subjects of a job as their checks are to see them, and what is left to do once they are decided. */
export type NearWaves = {
  subjects: Subject[]
  /** Puts what was decided into waves with its near-copies. */
  join(pending: ReadonlyMap<string, PendingComment>, fingerprints: ReadonlyMap<string, number[]>): Promise<void>
}

type Near = { subject: Subject; near: number; copies: string[] }

/** Tells subjects of the rejected waves they are near. Comments without a copy, which nearly all are, cost no statement. */
export const findNearWaves = ({ waves }: { waves: Pick<Store['waves'], 'findRejected' | 'join'> }) => {
  const strays = rememberStrays()
  return async (subjects: Subject[]): Promise<NearWaves> => {
    const near = await findNear(subjects)
    const [first] = near
    if (!first) return { subjects, join: async () => undefined }
    const { siteId, rules } = first.subject
    const byId = new Map(near.map((one) => [one.subject.commentId, one]))
    const copies = rules.waveAction === 'none' ? [] : near.flatMap((one) => one.copies)
    const rejected = await waves.findRejected(siteId, copies, rules.waveForMs)
    const tell = (subject: Subject): Subject => {
      const found = byId.get(subject.commentId)?.copies.flatMap((id) => rejected.get(id) ?? []) ?? []
      const size = Math.max(...found.map((wave) => wave.size))
      return found.length === 0 ? subject : { ...subject, facts: { ...subject.facts, wave: { size } } }
    }
    return {
      subjects: subjects.map(tell),
      join: async (pending, fingerprints) => {
        const joining = near.flatMap(({ subject, ...one }): (Arrival & { now: boolean })[] => {
          const comment = pending.get(subject.commentId)
          const fingerprint = fingerprints.get(subject.commentId)
          const now = one.copies.length > 0 || mostOfOneWave(subject) >= MANY
          return comment && fingerprint ? [{ comment, fingerprint, ...one, now }] : []
        })
        const arriving = joining.filter(({ now }) => now)
        const arrivals = arriving.length === 0 ? [] : [...arriving, ...strays.take(siteId)]
        const joined = await waves.join(siteId, arrivals)
        const later = [...arrivals, ...joining.filter(({ now }) => !now)]
        strays.keep(
          siteId,
          later.filter(({ comment, near: asked }) => asked < LOOSE && !joined.has(comment.id)),
        )
      },
    }
  }
}

const mostOfOneWave = ({ facts }: Subject): number => {
  const byWave = Map.groupBy(
    facts.copies.filter(({ waveId }) => waveId !== undefined),
    ({ waveId }) => waveId,
  )
  return Math.max(0, ...byWave.values().map(({ length }) => length))
}

/** The subjects with a copy near enough, and the long ones and advertisements with one that is alike in part. */
const findNear = async (subjects: Subject[]): Promise<Near[]> => {
  const copied = subjects.filter(({ facts }) => facts.copies.length > 0)
  const { done } = await lookAtAll(copied, nearnessOf) // where looking fails, the checks fail too and say so
  return done
    .map(({ item: subject, out: near }) => {
      const copies = subject.facts.copies.filter(({ similarity }) => similarity >= near)
      return { subject, near, copies: copies.map(({ commentId }) => commentId) }
    })
    .filter(({ near, copies }) => copies.length > 0 || near < LOOSE)
}
