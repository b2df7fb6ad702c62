import { z } from 'zod'

/** The longest text that is scored, in bytes of UTF-8: Perspective's limit. */
export const MAX_ANALYZED_BYTES = 20_480

const asked = z
  .object({ scoreType: z.literal('PROBABILITY').optional(), scoreThreshold: z.number().min(0).max(1).optional() })
  .strict()
const text = z.object({
  text: z.string().meta({ maxLength: MAX_ANALYZED_BYTES }),
  type: z.enum(['PLAIN_TEXT', 'HTML', 'TEXT_TYPE_UNSPECIFIED']).optional(),
})
const language = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*$/)

/** What Perspective's clients send. Context, session and community are taken and have no part in the score. */
export const analyzeRequest = z
  .object({
    comment: text,
    requestedAttributes: z.record(z.string().max(100), asked),
    languages: z.array(language).max(20).optional(),
    doNotStore: z.boolean().optional().describe('Nothing is ever stored'),
    clientToken: z.string().max(1_000).optional(),
    spanAnnotations: z.boolean().optional(),
    context: z.unknown().optional(),
    sessionId: z.string().max(1_000).optional(),
    communityId: z.string().max(1_000).optional(),
  })
  .strict()
  .meta({ id: 'AnalyzeCommentRequest' })
export type AnalyzeRequest = z.infer<typeof analyzeRequest>

const score = z.object({ value: z.number().min(0).max(1), type: z.literal('PROBABILITY') }).strict()

/** Scores in Perspective's shape. A span's `begin` and `end` are UTF-16 units. */
export const analyzeAnswer = z
  .object({
    attributeScores: z.record(
      z.string(),
      z
        .object({
          spanScores: z.array(z.object({ begin: z.int().min(0), end: z.int().min(0), score }).strict()),
          summaryScore: score,
        })
        .strict(),
    ),
    languages: z.array(z.string()),
    detectedLanguages: z.array(z.string()).optional(),
    clientToken: z.string().optional(),
  })
  .strict()
  .meta({ id: 'AnalyzeCommentResponse' })
export type AnalyzeAnswer = z.infer<typeof analyzeAnswer>

/** An error as Google's services answer it. */
export const analyzeError = z
  .object({
    error: z
      .object({
        code: z.int(),
        message: z.string(),
        status: z.string(),
        details: z.array(z.looseObject({ '@type': z.string(), errorType: z.string() })).optional(),
      })
      .strict(),
  })
  .strict()
  .meta({ id: 'AnalyzeCommentError' })
export type AnalyzeError = z.infer<typeof analyzeError>
