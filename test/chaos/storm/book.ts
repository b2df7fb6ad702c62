/** What became of a request, as its client knows it. `unknown`: it may have been done, or not, or twice. */
export type Outcome = 'ok' | 'fail' | 'unknown'

/** What a moderator said of a version; `mayChange` and `editsSince` tell whether it may not be the newest any more. */
export type Ruling = {
  action: 'approve' | 'reject' | 'remove' | 'hold'
  version: number
  outcome: Outcome
  mayChange: boolean
  editsSince: number
}

/** A comment that some client sent: what it was told, and what it did to it since. */
export type Sent = {
  key: string
  site: string
  article: string
  body: string
  outcome: Outcome
  id?: string
  receipt?: string
  /** Texts that may be its newest version. */
  texts: string[]
  /** Its author took it away, or tried to. */
  deletion?: Outcome
  /** The newest version that its author was told of. */
  version?: number
  /** An edit is under way, or nobody knows what became of one: another version may come at any time. */
  mayChange?: boolean
  /** The last thing a moderator was told about it. */
  ruled?: Ruling
}

/** Everything that clients know, and every promise they saw broken. */
export type Book = {
  sent: Sent[]
  byId: Map<string, Sent>
  violations: string[]
  /** Answers by status, 0 for none. */
  answers: Map<number, number>
  /** The crash points played, and whether a process came by there in time. */
  crashes: { point: string; came: boolean }[]
  breach(invariant: string, what: string): void
  /** Comments of a site that were acknowledged. */
  known(site: string): Sent[]
}

/** An empty book. */
export const openBook = (): Book => {
  const book: Book = {
    sent: [],
    byId: new Map(),
    violations: [],
    answers: new Map(),
    crashes: [],
    breach: (invariant, what) => {
      const line = `${invariant}: ${what}`
      const told = book.violations.filter((other) => other.startsWith(`${invariant}:`))
      if (told.length < 20 && !told.includes(line)) book.violations.push(line)
    },
    known: (site) => book.sent.filter((one) => one.site === site && one.id !== undefined),
  }
  return book
}
