import { z } from 'zod'
import { isStorable, moment, NOT_STORABLE, siteId } from './text.ts'

/** The longest life of a sign-in, in seconds, from `iat` to `exp`. */
export const SIGN_IN_SECONDS = 600

/** A sign-in: a JWT that the site signed. `kid` names its key; `aud` is the site's id, `sub` the author, `name` what to show. */
export const signInToken = z
  .string()
  .max(4_096)
  .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/, 'is a JWT')

/** What a site calls a key. */
export const keyId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'is a-z, A-Z, 0-9, ., _ and -')
  .meta({ maxLength: 63 })

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/, 'is base64url')
const said = {
  kid: z.string().max(200).refine(isStorable, NOT_STORABLE).optional(),
  use: z.literal('sig').optional(),
}

const rsa = z
  .object({
    kty: z.literal('RSA'),
    n: base64url.min(342).max(1_400),
    e: base64url.max(16),
    alg: z.literal('RS256').optional(),
    ...said,
  })
  .strict()
  .describe('At least 2,048 bits')
const ec = z
  .object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: base64url.length(43),
    y: base64url.length(43),
    alg: z.literal('ES256').optional(),
    ...said,
  })
  .strict()
const okp = z
  .object({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: base64url.length(43),
    alg: z.enum(['EdDSA', 'Ed25519']).optional(),
    ...said,
  })
  .strict()

const kinds = { RS256: 'RSA', ES256: 'EC', EdDSA: 'OKP' } as const

/** A key to set: a public JWK, whose private parts are refused, or a secret of at least 32 bytes that is never shown again. */
export const signInKeyDraft = z
  .object({
    alg: z.enum(['RS256', 'ES256', 'EdDSA', 'HS256']),
    jwk: z.discriminatedUnion('kty', [rsa, ec, okp]).optional().describe('For RS256, ES256 and EdDSA'),
    secret: base64url.min(43).max(512).optional().describe('For HS256'),
  })
  .strict()
  .refine(
    ({ alg, jwk, secret }) =>
      alg === 'HS256' ? secret !== undefined && jwk === undefined : secret === undefined && jwk?.kty === kinds[alg],
    'has the jwk of its algorithm, or for HS256 a secret',
  )
  .meta({ id: 'SignInKeyDraft' })
export type SignInKeyDraft = z.infer<typeof signInKeyDraft>

/** A key as admins see it. */
export const signInKeyView = z
  .object({
    site: siteId,
    kid: keyId,
    alg: z.enum(['RS256', 'ES256', 'EdDSA', 'HS256']),
    jwk: z.looseObject({ kty: z.string() }).optional(),
    by: z.string(),
    createdAt: moment,
  })
  .strict()
  .meta({ id: 'SignInKey' })
export type SignInKeyView = z.infer<typeof signInKeyView>

/** The keys of a site. */
export const signInKeys = z
  .object({ keys: z.array(signInKeyView) })
  .strict()
  .meta({ id: 'SignInKeys' })
