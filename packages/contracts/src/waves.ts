import { z } from 'zod'
import { articleKey, cursor, longText, moment, revision, siteId, uuid } from './text.ts'
import { action, givenReason, status } from './words.ts'

const growth = z.int().min(0).max(2_147_483_647)

/** Near-copies across the articles and authors of a site, taken together. */
export const waveView = z
  .object({
    site: siteId,
    id: uuid,
    size: z.int().min(1),
    statuses: z.partialRecord(status, z.int().min(0)).describe('How many newest versions stand where'),
    articles: z.int().min(1),
    authors: z.int().min(1).describe('Told apart by their tokens; all without one count for one'),
    firstSeen: moment,
    lastSeen: moment,
    newest: uuid.describe('The newest comment of it; send it as `upTo` to leave alone what came after this look'),
    growth: growth
      .optional()
      .describe(
        'How often comments joined it; send it along to leave alone also older ones that joined after this look',
      ),
    samples: z.array(z.object({ id: uuid, status, body: z.string() }).strict()),
    ruling: z
      .object({ action, by: z.string(), at: moment, decision: uuid })
      .strict()
      .optional()
      .describe('What a moderator last made of all of it and nobody undid'),
  })
  .strict()
  .meta({ id: 'Wave' })
export type WaveView = z.infer<typeof waveView>

/** One page of waves, the one that grew last first. */
export const wavePage = z
  .object({ waves: z.array(waveView), next: cursor.optional() })
  .strict()
  .meta({ id: 'WavePage' })
export type WavePage = z.infer<typeof wavePage>

const member = z
  .object({
    id: uuid,
    version: z.int().min(1),
    status,
    versionStatus: status,
    article: z.object({ key: articleKey, title: z.string().optional(), url: z.string().optional() }).strict(),
    author: z.object({ name: z.string().optional(), key: z.string().optional() }).strict(),
    body: z.string(),
    createdAt: moment,
  })
  .strict()

/** A wave with one page of its comments, the oldest first. */
export const waveFile = z
  .object({ wave: waveView, comments: z.array(member), next: cursor.optional() })
  .strict()
  .meta({ id: 'WaveFile' })
export type WaveFile = z.infer<typeof waveFile>

/** One action on all of a wave. */
export const waveOrder = z
  .object({
    action,
    reason: givenReason.optional(),
    note: longText(1_000).optional(),
    upTo: uuid.optional().describe('Leaves comments alone that came after this one'),
    growth: growth.optional().describe('Leaves comments alone that joined when the wave had grown more often than so'),
    ruling: z
      .union([uuid, z.literal('none')])
      .optional()
      .describe('The `decision` of the ruling that was looked at, or `none`: another one is not undone unseen'),
  })
  .strict()
  .refine(({ action: wanted, reason: why }) => why !== undefined || wanted === 'approve' || wanted === 'hold', {
    path: ['reason'],
    message: 'is needed to reject or remove',
  })
  .meta({ id: 'WaveOrder' })
export type WaveOrder = z.infer<typeof waveOrder>

/** What became of a wave. The decision is undone like any other one; it is absent where nothing moved, the
 *  wave's ruling stays what it was and no appeal was answered. */
export const waveDecision = z
  .object({
    decision: z.object({ site: siteId, id: uuid, revision }).strict().optional(),
    comments: z
      .object({
        decided: z.int().min(0),
        already: z.int().min(0),
        changed: z.int().min(0),
        gone: z.int().min(0),
        refused: z.int().min(0),
      })
      .strict(),
    appeals: z.int().min(1).optional().describe('How many open appeals this answered'),
    left: z.int().min(0).describe('How many were not looked at because 10,000, the most of one decision, had moved'),
  })
  .strict()
  .meta({ id: 'WaveDecision' })
export type WaveDecision = z.infer<typeof waveDecision>
