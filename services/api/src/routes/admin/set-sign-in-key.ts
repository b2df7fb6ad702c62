import { importJWK, type JWK } from 'jose'
import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { invalid } from '../../http/problem-answer.ts'
import { route } from '../../http/route.ts'
import { signInKeyViewOf } from '../../views/owner.ts'

/** PUT /v1/sites/{site}/sign-in-keys/{kid}: sets a key by which a site signs its readers in. */
export const setSignInKey = ({ store, signIns }: Pick<Deps, 'store' | 'signIns'>) =>
  route(endpoints.setSignInKey, async (c, { params: { kid }, body: { alg, jwk, secret } }) => {
    const { id } = c.get('site')
    if (jwk && !(await isReadable(jwk as JWK, alg))) throw invalid('body', '/jwk', 'is no key of that kind')
    const key = await store.signInKeys.set(id, {
      kid,
      alg,
      setBy: c.get('token').name,
      ...(secret !== undefined && { sealedSecret: signIns.seal(id, kid, secret) }),
      ...(jwk && { publicJwk: { ...jwk } }),
    })
    signIns.forget(id)
    return c.json(signInKeyViewOf(id, key))
  })

const isReadable = (jwk: JWK, alg: string): Promise<boolean> =>
  importJWK(jwk, alg).then(
    () => true,
    () => false,
  )
