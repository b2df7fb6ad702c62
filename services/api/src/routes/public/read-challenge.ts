import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'

/** GET /v1/sites/{site}/challenge: whether a browser has to work before it comments, and at what. */
export const readChallenge = ({ challenges }: Pick<Deps, 'challenges'>) =>
  route(endpoints.readChallenge, async (c) => {
    c.header('Cache-Control', 'no-store')
    return c.json(await challenges.ask(c.get('site'), c.get('network').today))
  })
