import { setImmediate as breath } from 'node:timers/promises'
import { within } from './within.ts'

/** What looking at each item gave, in their order, and the items that failed: they threw, or took too long. */
export type Looked<Item, Out> = { done: { item: Item; out: Out }[]; failed: { item: Item; err: unknown }[] }

/** Comments of a job that are looked at in one go, some 5 ms: another job need not wait for more than a few of these. */
const SLICE = 50
/** Comments that are looked at in one turn of the event loop; one slice at least. */
const TURN = 100
const SLICE_MS = 2_000
const SINGLE_MS = 250

type Waiting = { size: number; look: () => void; done: () => void; failed: (err: unknown) => void }
const waiting: Waiting[] = []

// Slices of all jobs that wait for the same turn share one watchdog, for starting one costs more than many looks. What throws
// or hangs ends the turn of its own slice only: those before it are done, those after it get another turn.
const takeTurn = (): void => {
  let size = 0
  const beyond = waiting.findIndex((slice, nth) => (size += slice.size) > TURN && nth > 0)
  const slices = waiting.splice(0, beyond < 0 ? waiting.length : beyond)
  if (waiting.length > 0) setImmediate(takeTurn)
  let at = 0
  try {
    within(SLICE_MS, () => {
      for (; at < slices.length; at++) slices[at]?.look()
    })
  } catch (err) {
    slices[at]?.failed(err)
    queueUp(slices.slice(at + 1))
  }
  for (const slice of slices.slice(0, at)) slice.done()
}

const queueUp = (slices: Waiting[]): void => {
  if (slices.length === 0) return
  if (waiting.length === 0) setImmediate(takeTurn)
  waiting.push(...slices)
}

const turnOf = (size: number, look: () => void): Promise<void> =>
  new Promise((done, failed) => {
    queueUp([{ size, look, done, failed }])
  })

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
    const done: Looked<Item, Out>['done'] = []
    try {
      await turnOf(slice.length, () => {
        for (const item of slice) done.push({ item, out: look(item) })
      })
      looked.done.push(...done)
    } catch {
      await lookSingly(slice, look, looked)
    }
  }
  return looked
}

/** The same at once and without a watchdog, which costs a busy machine more than many looks: for code without patterns whose
 *  work is linear in a text, so that it ends. A bad item fails alone. */
export const lookUnwatched = <Item, Out>(items: readonly Item[], look: (item: Item) => Out): Looked<Item, Out> => {
  const looked: Looked<Item, Out> = { done: [], failed: [] }
  for (const item of items) {
    try {
      looked.done.push({ item, out: look(item) })
    } catch (err) {
      looked.failed.push({ item, err })
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
