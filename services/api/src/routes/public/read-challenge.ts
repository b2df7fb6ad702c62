import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { refuseForeign } from '../../middleware/origin.ts'

/**
 * GET /v1/sites/{site}/challenge: whether a browser has to work before it comments, and at what. Any page may read the answer, so that
 * one on a host that is not listed learns why its comments do not leave the browser.
 */
export const readChallenge = ({ challenges }: Pick<Deps, 'challenges'>) =>
  route(endpoints.readChallenge, async (c) => {
    c.header('Cache-Control', 'no-store')
    refuseForeign(c)
    return c.json(await challenges.ask(c.get('site'), c.get('network').today))
  })
