import { setImmediate as breath } from 'node:timers/promises'
import { within } from './within.ts'

/** What looking at each item gave, in their order, and the items that failed: they threw, or took too long. */
export type Looked<Item, Out> = { done: { item: Item; out: Out }[]; failed: { item: Item; err: unknown }[] }

/** Comments that are looked at under one watchdog: as many as a job holds, for starting a watchdog costs more than a look. */
const SLICE = 200
const SLICE_MS = 2_000
const SINGLE_MS = 250

/**
 * Looks at many items with pure, synchronous code, without ever blocking the process for longer than two seconds. A slice that
 * throws or hangs is looked at again one by one, so that a bad item fails alone; between looks locks are renewed.
 */
export const lookAtAll = async <Item, Out>(
  items: readonly Item[],
  look: (item: Item) => Out,
): Promise<Looked<Item, Out>> => {
  const looked: Looked<Item, Out> = { done: [], failed: [] }
  for (let at = 0; at < items.length; at += SLICE) {
    const slice = items.slice(at, at + SLICE)
    await breath()
    try {
      looked.done.push(...within(SLICE_MS, () => slice.map((item) => ({ item, out: look(item) }))))
    } catch {
      await lookSingly(slice, look, looked)
    }
  }
  return looked
}

const lookSingly = async <Item, Out>(
  slice: readonly Item[],
  look: (item: Item) => Out,
  looked: Looked<Item, Out>,
): Promise<void> => {
  for (const item of slice) {
    await breath()
    try {
      looked.done.push({ item, out: within(SINGLE_MS, () => look(item)) })
    } catch (err) {
      looked.failed.push({ item, err })
    }
  }
}
