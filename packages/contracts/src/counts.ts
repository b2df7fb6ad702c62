import { z } from 'zod'
import { askedName, MAX_ADDRESS, revision } from './text.ts'

/** The most articles in one query string, in one body, and the most changes in one answer. */
export const MAX_COUNTS = { query: 100, body: 1_000, changes: 1_000 } as const

/** The longest bulk question, in bytes: that many of the longest names, each in its quotes, with a comma and a space, in UTF-8. */
export const MAX_COUNTS_BYTES = MAX_COUNTS.body * (MAX_ADDRESS + 4) + '{"articles": []}'.length

/** The bulk question. */
export const countsQuestion = z
  .object({ articles: z.array(askedName).min(1).max(MAX_COUNTS.body) })
  .strict()
  .meta({ id: 'CountsQuestion' })
export type CountsQuestion = z.infer<typeof countsQuestion>

/** Counts by the keys asked for, unknown ones 0, and the revision up to which every one of them is true. */
export const countsAnswer = z
  .object({ counts: z.record(askedName, z.int().min(0)), revision })
  .strict()
  .meta({ id: 'Counts' })
export type CountsAnswer = z.infer<typeof countsAnswer>

/** The language versions of articles: each version's own count, and their sum, by the names asked for. All true at `revision`. */
export const setsAnswer = z
  .object({
    sets: z.record(
      askedName,
      z
        .object({
          merged: z.int().min(0),
          articles: z.array(z.object({ key: askedName, lang: z.string().optional(), count: z.int().min(0) }).strict()),
        })
        .strict(),
    ),
    revision,
  })
  .strict()
  .meta({ id: 'Sets' })
export type SetsAnswer = z.infer<typeof setsAnswer>

/** What changed since a revision. `more`: ask again from this revision. `reset`: forget what you hold and ask afresh. */
export const countChanges = z
  .object({
    counts: z.record(askedName, z.int().min(0)),
    revision,
    more: z.literal(true).optional(),
    reset: z.literal(true).optional(),
  })
  .strict()
  .meta({ id: 'CountChanges' })
export type CountChanges = z.infer<typeof countChanges>
