/** A read that may be shared by all who ask for the same while it is under way. */
export type Shared<T> = (key: string, read: () => Promise<T>) => Promise<T>

/** Whoever comes later wants to see what happened meanwhile. */
const SHARED_FOR_MS = 250

/**
 * Lets one read answer a crowd: what many readers ask for at the same moment is read once, and not once over each connection to the
 * store. A read that takes longer than a moment takes in nobody else.
 *
 * @example const page = await shared(`${siteId} ${articleKey}`, () => store.comments.listVisible(question))
 */
export const shareReads = <T>(now: () => number = () => performance.now()): Shared<T> => {
  const underWay = new Map<string, { since: number; answer: Promise<T> }>()
  return (key, read) => {
    const known = underWay.get(key)
    if (known && now() - known.since < SHARED_FOR_MS) return known.answer
    const begun = { since: now(), answer: read() }
    underWay.set(key, begun)
    const forget = (): void => {
      if (underWay.get(key) === begun) underWay.delete(key)
    }
    begun.answer.then(forget, forget)
    return begun.answer
  }
}
