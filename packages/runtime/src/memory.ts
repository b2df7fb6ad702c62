import { performance } from 'node:perf_hooks'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'

/**
 * Options of Node for a service. On a large machine Node lets a process of 70 MB grow to 400 before it looks what of it is garbage; what
 * may collect by itself gives memory back while it rests. Of its four helpers for collections the main thread waits for the slowest,
 * which on two busy cores does not run: there is one.
 */
export const MEMORY_OPTIONS = [
  '--max-semi-space-size=16',
  '--max-old-space-size=768',
  '--v8-pool-size=1',
  '--expose-gc',
] as const

/** Of glibc, else no harm. Blocks of so many bytes go back to the system when they are freed; by itself it asks for larger ones with each
 *  that is, and keeps what a start read (mallopt(3), M_MMAP_THRESHOLD). */
export const MALLOC = { MALLOC_MMAP_THRESHOLD_: '131072' } as const

/** The same for the environment of a service, with what the owner set there: of an option said twice the last counts. */
export const memoryEnv = (own: Record<string, string | undefined> = {}): Record<string, string> => ({
  MALLOC_MMAP_THRESHOLD_: own['MALLOC_MMAP_THRESHOLD_'] || MALLOC.MALLOC_MMAP_THRESHOLD_,
  NODE_OPTIONS: [...MEMORY_OPTIONS, own['NODE_OPTIONS'] ?? ''].join(' ').trimEnd(),
})

const EVERY_MS = 2_000
/** Of the time since the look before; a few requests a second are below it. */
const IDLE = 0.03
/** Of heap that came since the last time. */
const WORTH_BYTES = 24 * 1_048_576
const APART_MS = 60_000

/** What is looked at. `busy` is the share of the time since it was asked last in which the event loop worked. */
type Machine = { now(): number; busy(): number; heapBytes(): number; collect(): void }

/**
 * Gives memory back while a service is idle: V8 keeps the heap that a start or a storm needed until something makes it collect
 * everything, and an idle process does not. Looks every two seconds, and collects, which stops the process for 50 to 150 ms, where
 * the event loop rested and enough came since the last time, once a minute at most. Does nothing without `node --expose-gc`.
 *
 * @example stack.use(giveBackMemory())
 */
export const giveBackMemory = (machine: Machine | undefined = thisProcess()): Disposable => {
  if (!machine) return { [Symbol.dispose]: () => {} }
  const { now, busy, heapBytes, collect } = machine
  let last = { at: -Infinity, bytes: 0 }
  const look = () => {
    const rested = busy() < IDLE
    if (!rested || now() - last.at < APART_MS || heapBytes() - last.bytes < WORTH_BYTES) return
    collect()
    last = { at: now(), bytes: heapBytes() }
  }
  const looks = setInterval(look, EVERY_MS).unref()
  return { [Symbol.dispose]: () => clearInterval(looks) }
}

const thisProcess = (): Machine | undefined => {
  const { gc } = globalThis
  if (!gc) return undefined
  let before = performance.eventLoopUtilization()
  const busy = () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    return utilization
  }
  const collect = () => {
    setFlagsFromString('--compact-on-every-full-gc') // else pages of which little is left stay
    gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    setFlagsFromString('--no-compact-on-every-full-gc')
  }
  return { now: () => performance.now(), busy, heapBytes: () => getHeapStatistics().total_heap_size, collect }
}
