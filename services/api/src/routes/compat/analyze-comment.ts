import { analyzeRequest, endpoints, MAX_ANALYZED_BYTES, type AnalyzeAnswer } from '@parley/contracts'
import { detectLanguage } from '@parley/moderation'
import { Hono } from 'hono'
import type { Deps, Env } from '../../context.ts'
import { readJson } from '../../http/read-body.ts'
import { rateLimit, tokenRateLimit } from '../../middleware/rate-limit.ts'
import { apiKey } from './api-key.ts'
import { GoogleError, googleErrorAnswer } from './google-error.ts'
import { requireGrounds, type Asked } from './grounds.ts'
import { scoreSpans, type Scored } from './score-spans.ts'

const { path, maxBytes } = endpoints.analyzeComment

/**
 * POST /v1alpha1/comments:analyze: scores a text for systems made for Google's Perspective API, in its shape, errors included.
 * The text is looked at and forgotten.
 */
export const analyzeComment = (
  deps: Pick<Deps, 'models' | 'tokens' | 'limits' | 'config' | 'dailySecret' | 'log'>,
): Hono<Env> => {
  const app = new Hono<Env>().onError(googleErrorAnswer(deps))
  app.post(path, rateLimit(deps, 'read'), apiKey(deps), tokenRateLimit(deps), async (c) => {
    const read = analyzeRequest.safeParse(await readJson(c, maxBytes))
    if (!read.success) throw malformed(read.error.issues[0])
    const { comment, requestedAttributes, languages, clientToken, spanAnnotations = false } = read.data
    requireText(comment.text)
    const detected = detectLanguage(comment.text)
    const asked = requireGrounds(Object.keys(requestedAttributes), languages ?? (detected ? [detected] : undefined))
    const scored = scoreSpans(deps.models.abuse, comment.text, spanAnnotations)
    const answer: AnalyzeAnswer = {
      attributeScores: scoresOf(scored, asked, requestedAttributes),
      languages: languages ?? [detected ?? 'en'],
      ...(detected && { detectedLanguages: [detected] }),
      ...(clientToken !== undefined && { clientToken }),
    }
    return c.json(answer, 200, { 'Cache-Control': 'no-store' })
  })
  return app
}

const malformed = (issue?: { code: string; path: PropertyKey[]; message: string }): GoogleError => {
  const where = issue?.path.map((step) => String(step).slice(0, 64)).join('.') || 'the request'
  const what = issue?.code === 'unrecognized_keys' ? 'has fields that are not known here' : issue?.message
  return new GoogleError(400, `Invalid value at ${where}: ${what ?? 'not what is taken here'}`)
}

const requireText = (text: string): void => {
  if (text.trim() === '') throw new GoogleError(400, 'Comment must be non-empty.', { errorType: 'COMMENT_EMPTY' })
  const bytes = Buffer.byteLength(text)
  if (bytes <= MAX_ANALYZED_BYTES) return
  const message = `Comment text too long: ${bytes} bytes, where ${MAX_ANALYZED_BYTES} are taken.`
  throw new GoogleError(400, message, { errorType: 'COMMENT_TOO_LONG' })
}

/** One entry an attribute; those below the threshold that was asked for are left out, as Perspective does. */
const scoresOf = (
  { whole, spans }: Scored,
  asked: Asked[],
  requested: Record<string, { scoreThreshold?: number | undefined }>,
): AnalyzeAnswer['attributeScores'] => {
  const probability = (value: number) => ({ value: Number(value.toFixed(8)), type: 'PROBABILITY' as const })
  return Object.fromEntries(
    asked
      .filter((attribute) => whole[attribute] >= (requested[attribute]?.scoreThreshold ?? 0))
      .map((attribute) => [
        attribute,
        {
          spanScores: spans.map(({ begin, end, scores }) => ({ begin, end, score: probability(scores[attribute]) })),
          summaryScore: probability(whole[attribute]),
        },
      ]),
  )
}
