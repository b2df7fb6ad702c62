import { Counter, type Registry } from 'prom-client'

type Labels<Label extends string> = Record<Label, string | number>

/** A counter that also counts one set of labels a hundred thousand times a second: an addition each. */
export type TalliedCounter<Label extends string> = {
  inc(labels: Labels<Label>): void
  tally(labels: Labels<Label>): () => void
}

/** Tells prom-client what was tallied when it is scraped: it looks its labels up anew for each single one. */
export const createTalliedCounter = <Label extends string>(config: {
  name: string
  help: string
  labelNames: Label[]
  registers: Registry[]
}): TalliedCounter<Label> => {
  const tallies: { labels: Labels<Label>; untold: number }[] = []
  const counter = new Counter<Label>({
    ...config,
    collect: () => {
      for (const tally of tallies) {
        if (tally.untold > 0) counter.inc(tally.labels, tally.untold)
        tally.untold = 0
      }
    },
  })
  return {
    inc: (labels) => counter.inc(labels),
    tally: (labels) => {
      const tally = { labels, untold: 0 }
      tallies.push(tally)
      return () => {
        tally.untold += 1
      }
    },
  }
}
