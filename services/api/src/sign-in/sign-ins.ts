import { createHmac } from 'node:crypto'
import { authorName, MAX_NAME, ProblemError, SIGN_IN_SECONDS } from '@parley/contracts'
import type { Clock } from '@parley/runtime'
import type { SignInKey, Store } from '@parley/store'
import { decodeProtectedHeader, errors, importJWK, jwtVerify, type CryptoKey, type JWK } from 'jose'
import { LRUCache } from 'lru-cache'
import { createCursors } from '../cursor.ts'

/** Who a sign-in says wrote a comment. The key is all that is kept of whom the site named. */
export type SignedIn = { authorKey: string; name?: string }

/** The sites' own sign-ins. */
export type SignIns = {
  /** The author a site's JWT names, or the problem: whatever is wrong with it is told to nobody. */
  authorOf(siteId: string, jwt: string): Promise<SignedIn>
  /** Hides a secret from whoever reads the table alone. */
  seal(siteId: string, kid: string, secret: string): Buffer
  /** Has the keys of a site read again. */
  forget(siteId: string): void
}

type Key = { alg: SignInKey['alg']; key: CryptoKey | Uint8Array }

const LIFE_MS = 5_000
const SKEW_SECONDS = 30

/** Verifies by the site's own keys only: a token names one by `kid`, and that key says which algorithm it is for. */
export const createSignIns = ({
  store,
  secrets,
  clock,
}: {
  store: { signInKeys: Pick<Store['signInKeys'], 'list'> }
  secrets: { authors: Buffer; signIns: Buffer }
  clock: Clock
}): SignIns => {
  const seals = createCursors(secrets.signIns)
  const placeOf = (siteId: string, kid: string) => `sign-in\n${siteId}\n${kid}`
  const held = new LRUCache<string, Promise<Map<string, Key>>>({ max: 1_000, ttl: LIFE_MS })

  /** A secret that another seal closed, as after a restore of some tables only, is no key. */
  const unseal = (siteId: string, kid: string, sealed: Buffer): string | undefined => {
    try {
      return seals.open(placeOf(siteId, kid), sealed.toString())
    } catch {
      return undefined
    }
  }

  const readKey = async (
    siteId: string,
    { kid, alg, publicJwk, sealedSecret }: SignInKey,
  ): Promise<[string, Key][]> => {
    if (alg === 'HS256') {
      if (!sealedSecret) return []
      const secret = unseal(siteId, kid, sealedSecret)
      return secret === undefined ? [] : [[kid, { alg, key: Buffer.from(secret, 'base64url') }]]
    }
    return publicJwk ? [[kid, { alg, key: await importJWK(publicJwk as JWK, alg) }]] : []
  }
  const keysOf = (siteId: string): Promise<Map<string, Key>> => {
    const known = held.get(siteId)
    if (known) return known
    const read = store.signInKeys
      .list(siteId)
      .then(async (rows) => new Map((await Promise.all(rows.map((row) => readKey(siteId, row)))).flat()))
    held.set(siteId, read)
    read.catch(() => held.delete(siteId))
    return read
  }

  const verify = async (siteId: string, jwt: string): Promise<SignedIn | undefined> => {
    const { kid, alg } = decodeProtectedHeader(jwt)
    const known = kid === undefined ? undefined : (await keysOf(siteId)).get(kid)
    if (!known || known.alg !== alg) return undefined
    const { payload } = await jwtVerify(jwt, known.key, {
      algorithms: [known.alg],
      audience: siteId,
      requiredClaims: ['aud', 'sub', 'iat', 'exp'],
      maxTokenAge: SIGN_IN_SECONDS,
      clockTolerance: SKEW_SECONDS,
      currentDate: clock.now(),
    })
    const { iat = 0, exp = 0, name } = payload
    const sub: unknown = payload.sub // the library does not look at what it is
    if (typeof sub !== 'string' || sub === '' || sub.length > 255 || exp - iat > SIGN_IN_SECONDS) return undefined
    const shown = (name ?? '') === '' ? undefined : authorName.safeParse(cut(name))
    if (shown && !shown.success) return undefined
    // Who has the table has no list of names to try without the key of this hash.
    const authorKey = createHmac('sha256', secrets.authors).update(`${siteId}\n${sub}`).digest('hex')
    return { authorKey, ...(shown?.data !== undefined && { name: shown.data }) }
  }

  return {
    authorOf: async (siteId, jwt) => {
      const found = await verify(siteId, jwt).catch((fault: unknown) => {
        if (fault instanceof errors.JOSEError || fault instanceof TypeError) return undefined
        throw fault
      })
      if (!found) throw new ProblemError('invalid-sign-in')
      return found
    },
    seal: (siteId, kid, secret) => Buffer.from(seals.seal(placeOf(siteId, kid), secret)),
    forget: (siteId) => void held.delete(siteId),
  }
}

/** A name no longer than names are here: nobody is kept from commenting by a long one. */
function cut(name: unknown): unknown {
  return typeof name === 'string' ? name.slice(0, MAX_NAME).replace(/[\ud800-\udbff]$/u, '') : name
}
