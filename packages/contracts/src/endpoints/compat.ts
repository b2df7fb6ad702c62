import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { analyzeAnswer, analyzeError, analyzeRequest } from '../perspective.ts'

const refused = (says: string) => ({ says, schema: analyzeError })

/** Other services' shapes, for systems that change a host name and go on. */
export const compatEndpoints = {
  analyzeComment: endpoint({
    method: 'POST',
    path: '/v1alpha1/comments:analyze',
    who: 'key',
    tag: 'compat',
    says: 'Scores a text in the shape of Google’s Perspective API. Nothing is stored. How the scores differ: `/docs/scores`.',
    query: z.object({ key: z.string().max(200).describe('A token of any role') }),
    body: analyzeRequest,
    maxBytes: 262_144,
    ownErrors: true,
    answers: {
      200: { says: 'The scores', schema: analyzeAnswer },
      400: refused('No text, too long a text, an attribute or language without grounds, or a request of another shape'),
      403: refused('No key, or no valid one'),
      413: refused('The request is too large'),
      429: refused('Too many requests; try again later'),
      500: refused('Something went wrong here'),
      503: refused('A store is away; try again soon'),
    },
    problems: [],
  }),
}
