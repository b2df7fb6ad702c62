import { z } from 'zod'
import { isStorable, NOT_STORABLE, webUrl } from './text.ts'

const secret = z.string().min(24).max(200).refine(isStorable, NOT_STORABLE)

/** Phrases of a list, and banned phrases of a site that stand: each is looked for in every comment, and five times as many would cost a
 *  full job more than its time. */
export const MAX_PHRASES = 2_000

const phrases = z.array(z.string().trim().min(1).max(200).refine(isStorable, NOT_STORABLE)).max(MAX_PHRASES).default([])

/** A site's settings for its checks. Every field has a default, so `{}` is a whole rule set. */
export const rules = z
  .object({
    maxLinks: z.int().min(0).max(100).default(2),
    holdFirstComment: z.boolean().default(false),
    blockedPhrases: phrases,
    heldPhrases: phrases,
    blockedDomains: phrases,
    heldDomains: phrases,
    blockedAuthors: phrases,
    heldAuthors: phrases,
    reportsToHold: z.int().min(1).max(1_000).default(3),
    editWindowMs: z
      .int()
      .min(0)
      .max(30 * 86_400_000)
      .default(15 * 60_000),
    /** What happens to a comment near a wave that a moderator rejected, and for how long after. */
    waveAction: z.enum(['hold', 'reject', 'none']).default('hold'),
    waveForMs: z
      .int()
      .min(0)
      .max(90 * 86_400_000)
      .default(7 * 86_400_000),
    /** Others who are asked about comments that the checks would publish. Off unless set. */
    outside: z
      .object({
        /** An address of the owner's, asked in the shape of Coral's external moderation phases; signed with every secret. */
        hook: z
          .object({ url: webUrl, secrets: z.array(secret).min(1).max(5), mayReject: z.boolean().default(false) })
          .strict()
          .optional(),
        akismet: z
          .object({
            key: z
              .string()
              .regex(/^[\x21-\x7e]{4,100}$/, 'is an Akismet key')
              .meta({ maxLength: 100 }),
            blog: webUrl,
          })
          .strict()
          .optional(),
      })
      .strict()
      .default({}),
    challenges: z
      .enum(['auto', 'never'])
      .default('auto')
      .describe('Whether browsers are made to work while the queue or their network is in trouble'),
  })
  .strict()
export type Rules = z.infer<typeof rules>

/** The rules of a site that never set any. */
export const defaultRules: Rules = rules.parse({})
