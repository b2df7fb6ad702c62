import type { CountChange, CountsStore, Ticker } from './ports.ts'

/** Lets everything that waits for nothing but promises happen. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** Time that stands still until it is told to go on. */
export const virtualTicker = (): Ticker & { advance(ms: number): Promise<void> } => {
  let now = 1_000
  let timers: { at: number; run: () => void }[] = []
  return {
    now: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance: async (ms) => {
      const end = now + ms
      for (;;) {
        await settle()
        const due = timers.filter(({ at }) => at <= end).toSorted((one, two) => one.at - two.at)[0]
        if (!due) break
        timers = timers.filter((other) => other !== due)
        now = Math.max(now, due.at)
        due.run()
      }
      now = end
      await settle()
    },
  }
}

type Site = {
  revision: number
  epoch: number
  articles: Map<string, { keys: string[]; count: number; revision: number }>
}

type Verb = 'read' | 'changes' | 'revisions'

/** A store of counts in memory, whose questions are noted and can be held back between their snapshot and their answer. */
export const fakeStore = () => {
  const sites = new Map<string, Site>()
  const asked: { verb: Verb; keys?: string[] }[] = []
  let away: Error | undefined
  let held: (() => void)[] | undefined
  let holding: Verb[] = []

  const site = (id: string): Site => {
    const known = sites.get(id) ?? { revision: 0, epoch: 1, articles: new Map() }
    sites.set(id, known)
    return known
  }
  const answer = async <T>(note: (typeof asked)[number], look: () => T): Promise<T> => {
    asked.push(note)
    if (away) throw away
    const found = look() // the snapshot is taken now, however late the answer is
    if (held && holding.includes(note.verb)) await new Promise<void>((resolve) => held?.push(resolve))
    return found
  }
  const articleOf = (id: string, key: string) => [...site(id).articles.values()].find(({ keys }) => keys.includes(key))

  const port: CountsStore = {
    sites: {
      revisions: (ids) =>
        answer(
          { verb: 'revisions' },
          () => new Map(ids.map((id) => [id, { revision: site(id).revision, epoch: site(id).epoch }])),
        ),
    },
    counts: {
      read: (id, keys) =>
        answer({ verb: 'read', keys }, () => {
          const counts = new Map(
            keys.flatMap((key) => {
              const found = articleOf(id, key)
              return found ? [[key, { count: found.count, revision: found.revision }] as const] : []
            }),
          )
          return { revision: site(id).revision, epoch: site(id).epoch, counts }
        }),
      changes: (id, after, limit) =>
        answer({ verb: 'changes' }, () => {
          const changes: CountChange[] = [...site(id).articles.values()]
            .filter(({ revision }) => revision > after)
            .toSorted((one, two) => one.revision - two.revision)
            .map(({ keys, count, revision }) => ({ keys: [...keys], count, revision }))
          const { revision, epoch } = site(id)
          return { revision, epoch, changes: changes.slice(0, limit), more: changes.length > limit }
        }),
    },
  }

  return {
    ...port,
    asked,
    queries: (verb: Verb) => asked.filter((one) => one.verb === verb),
    /** One event: the article of a key has this count now, and perhaps further names; an article that had one of those is
     *  merged into it. Answers the event's revision. */
    happen: (id: string, key: string, count: number, aliases: string[] = []): number => {
      const home = site(id)
      home.revision += 1
      const article = articleOf(id, key) ?? { keys: [key], count, revision: 0 }
      for (const alias of aliases) {
        const other = articleOf(id, alias)
        if (other && other !== article) home.articles.delete(other.keys[0] as string)
        article.keys = [...new Set([...article.keys, alias, ...(other?.keys ?? [])])]
      }
      home.articles.set(article.keys[0] as string, Object.assign(article, { count, revision: home.revision }))
      return home.revision
    },
    /** What every name's count is now. */
    truth: (id: string): Map<string, number> =>
      new Map([...site(id).articles.values()].flatMap(({ keys, count }) => keys.map((key) => [key, count] as const))),
    /** A backup was restored: the history ends earlier. */
    goBack: (id: string, revision: number): void => {
      const home = site(id)
      home.revision = revision
      for (const [key, article] of home.articles) if (article.revision > revision) home.articles.delete(key)
    },
    /** A repairing recount. */
    repair: (id: string, key: string, count: number): void => {
      const article = site(id).articles.get(key)
      if (article) article.count = count
      site(id).epoch += 1
    },
    leave: (fault: Error = Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' })): void => {
      away = fault
    },
    comeBack: (): void => {
      away = undefined
    },
    /** From now on answers wait, their snapshots taken; those that wait already go on waiting. */
    hold: (verbs: Verb[] = ['read', 'changes', 'revisions']): void => {
      held ??= []
      holding = verbs
    },
    release: async (): Promise<void> => {
      const waiting = held ?? []
      held = undefined
      for (const go of waiting) go()
      await settle()
    },
    /** Lets the answers held so far go and holds the later ones. */
    releaseHeld: async (): Promise<void> => {
      const waiting = held ?? []
      held = []
      for (const go of waiting) go()
      await settle()
    },
  }
}
