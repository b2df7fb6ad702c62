import { z } from 'zod'
import { articleKey, revision, uuid } from './text.ts'
import { countsAnswer } from './counts.ts'

/** The most articles that one stream follows; without any it follows the whole site. */
export const MAX_FOLLOWED = 20

/** The data of an event `counts`: counts by the names asked for (every name, in a stream of the whole site). */
export const countsEvent = countsAnswer

/** The data of an event `comment`. `published`: readers see it now, or see a new text of it; its replies may be back with it.
 *  `gone`: they no longer do, nor its replies, unless its author deleted it and there are some. */
export const commentEvent = z
  .object({ id: uuid, article: articleKey, revision, kind: z.enum(['published', 'gone']) })
  .strict()
  .meta({ id: 'CommentEvent' })
export type CommentEvent = z.infer<typeof commentEvent>

/** The data of an event `reset`: what the reader holds is too old to be mended, so it reads comments and counts again. */
export const resetEvent = z.object({ revision }).strict().meta({ id: 'ResetEvent' })
export type ResetEvent = z.infer<typeof resetEvent>
