/** What the store knows of some articles, in one snapshot. Unknown keys are absent from `counts`. */
export type Read = { revision: number; epoch: number; counts: Map<string, { count: number; revision: number }> }

/** An article whose count, names or being changed: every key that leads to it, its count, the revision of that change. */
export type CountChange = { keys: string[]; count: number; revision: number }

/** The articles that changed after a revision, in the order of their last changes, as of one snapshot. Applied up to the last
 *  one's revision, or unless `more` up to `revision`, nothing is missing. */
export type Changes = { revision: number; epoch: number; changes: CountChange[]; more: boolean }

/** What the counts in memory ask of the store. */
export type CountsStore = {
  sites: { revisions(siteIds: string[]): Promise<Map<string, { revision: number; epoch: number }>> }
  counts: {
    read(siteId: string, keys: string[]): Promise<Read>
    changes(siteId: string, after: number, limit: number): Promise<Changes>
  }
}

/** Time that never jumps, in milliseconds, and a way to be called later. */
export type Ticker = {
  now(): number
  /** Runs once after so many milliseconds, unless what it answers is called before. */
  after(ms: number, run: () => void): () => void
}

/** The machine's own ticking; it keeps no process alive. */
export const systemTicker: Ticker = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms).unref()
    return () => clearTimeout(timer)
  },
}
