import type { Subject } from '@parley/moderation'
import type { Arrival, PendingComment, Store } from '@parley/store'
import { rememberStrays } from './strays.ts'

/** A long text or an advertisement that so many of one wave are alike in part is worth another look: of many copies few were looked at.
 *  Of a big site's comments some are alike in part to any text, by chance. */
const MANY = 3
const LOOSE = 0.6

/** A subject with a copy, and the similarity from which on another comment belongs to one wave with it. */
export type Copied = { subject: Subject; near: number }

/** The subjects of a job that are near a rejected wave, told of it, and what is left to do once all are decided. */
export type NearWaves = {
  told: Subject[]
  /** Puts what was decided into waves with its near-copies. */
  join(pending: ReadonlyMap<string, PendingComment>, fingerprints: ReadonlyMap<string, number[]>): Promise<void>
}

type Near = Copied & Pick<Arrival, 'copies'>

/** Tells subjects of the rejected waves they are near. Comments without a copy, which nearly all are, cost no statement. */
export const findNearWaves = ({ waves }: { waves: Pick<Store['waves'], 'findRejected' | 'join'> }) => {
  const strays = rememberStrays()
  return async (copied: Copied[]): Promise<NearWaves> => {
    const near = findNear(copied)
    const [first] = near
    if (!first) return { told: [], join: async () => undefined }
    const { siteId, rules } = first.subject
    const copies = rules.waveAction === 'none' ? [] : near.flatMap((one) => one.copies.map(({ id }) => id))
    const rejected = await waves.findRejected(siteId, copies, rules.waveForMs)
    const tell = (one: Near): Subject[] => {
      const sizes = one.copies.flatMap(({ id }) => rejected.get(id)?.size ?? [])
      if (sizes.length === 0) return []
      return [{ ...one.subject, facts: { ...one.subject.facts, wave: { size: Math.max(...sizes) } } }]
    }
    return {
      told: near.flatMap(tell),
      join: async (pending, fingerprints) => {
        const joining = near.flatMap(({ subject, ...one }): (Arrival & { now: boolean })[] => {
          const comment = pending.get(subject.commentId)
          const fingerprint = fingerprints.get(subject.commentId)
          const now = one.copies.length > 0 || mostOfOneWave(subject) >= MANY
          return comment && fingerprint ? [{ comment, fingerprint, ...one, now }] : []
        })
        const arriving = joining.filter(({ now }) => now)
        const arrivals = arriving.length === 0 ? [] : [...arriving, ...strays.take(siteId)]
        const later = [...arrivals, ...joining.filter(({ now }) => !now)]
        // Nobody comes back to what is decided: what could not join is tried again with what comes next.
        const joined = await waves.join(siteId, arrivals).catch((fault: unknown) => {
          strays.keep(siteId, later)
          throw fault
        })
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
const findNear = (copied: Copied[]): Near[] =>
  copied
    .map(({ subject, near }) => {
      const copies = subject.facts.copies.filter(({ similarity }) => similarity >= near)
      return { subject, near, copies: copies.map(({ commentId, version }) => ({ id: commentId, version })) }
    })
    .filter(({ near, copies }) => copies.length > 0 || near < LOOSE)
