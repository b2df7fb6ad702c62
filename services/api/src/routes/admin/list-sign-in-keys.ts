import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { signInKeyViewOf } from '../../views/owner.ts'

/** GET /v1/sites/{site}/sign-in-keys: the keys by which a site signs its readers in. */
export const listSignInKeys = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.listSignInKeys, async (c) => {
    const { id } = c.get('site')
    return c.json({ keys: (await store.signInKeys.list(id)).map((key) => signInKeyViewOf(id, key)) })
  })
