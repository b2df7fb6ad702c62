import type { Check, Span } from '../signal.ts'

/** A check with its name, the version that is kept with each verdict, the codes it may answer with and what it is for. */
export type NamedCheck = {
  name: string
  /** Raised whenever the same subject could be answered differently. */
  version: number
  codes: string[]
  /** One sentence for the owner of a site. */
  says: string
  look: Check
}

const MOST_SPANS = 20

/** The spans a signal may show: the first twenty as they stand in the body. */
export const evidence = (spans: Span[]): { spans?: Span[] } =>
  spans.length === 0 ? {} : { spans: spans.toSorted((a, b) => a.start - b.start).slice(0, MOST_SPANS) }

/** A number with its noun: "1 link", "3 links". */
export const counted = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

/** Cuts what a moderator is shown of somebody's words or hosts. */
export const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text)
