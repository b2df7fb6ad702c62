import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { requireEverywhere } from '../../lookups/reached.ts'
import { route } from '../../http/route.ts'
import { tokenViewOf } from '../../views/owner.ts'

/** GET /v1/tokens: the tokens, without their secrets. */
export const listTokens = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.listTokens, async (c) => {
    requireEverywhere(c.get('token'))
    return c.json({ tokens: (await store.tokens.list()).map(tokenViewOf) })
  })
