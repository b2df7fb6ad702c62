import { similarity } from '@parley/classifier'
import type { Lesson } from './lessons.ts'

/** How much of what is learned may come from one source. */
export const caps = { moderatorAndDay: 300, author: 20, cluster: 3 }

/** From it on, two texts are near-copies. */
const NEAR = 0.7

type Cluster = { fingerprint: number[]; lessons: number }

/** Counts lessons in their order and admits each while its moderator's day, its author and its near-copies are not used up: a
 *  stolen token, a busy author or a wave of copies teaches only so much. */
export const createCaps = (limits = caps) => {
  const taken = new Map<string, number>()
  const clusters = new Map<number, Cluster[]>()

  const clusterOf = (fingerprint: number[] | undefined): Cluster | undefined => {
    const candidates = new Set(fingerprint?.flatMap((hash) => clusters.get(hash) ?? []))
    for (const cluster of candidates) if (similarity(fingerprint ?? [], cluster.fingerprint) >= NEAR) return cluster
    return undefined
  }
  const open = (fingerprint: number[]): void => {
    const cluster = { fingerprint, lessons: 1 }
    for (const hash of fingerprint) clusters.set(hash, [...(clusters.get(hash) ?? []), cluster])
  }
  return (
    { moderator, day, authorKey }: Pick<Lesson, 'moderator' | 'day' | 'authorKey'>,
    fingerprint: number[] | undefined,
  ): boolean => {
    const sources: [string, number][] = [[`moderator ${day} ${moderator}`, limits.moderatorAndDay]]
    if (authorKey !== undefined) sources.push([`author ${authorKey}`, limits.author])
    if (sources.some(([source, most]) => (taken.get(source) ?? 0) >= most)) return false
    const cluster = clusterOf(fingerprint)
    if (cluster && cluster.lessons >= limits.cluster) return false
    for (const [source] of sources) taken.set(source, (taken.get(source) ?? 0) + 1)
    if (cluster) cluster.lessons += 1
    else if (fingerprint) open(fingerprint)
    return true
  }
}
