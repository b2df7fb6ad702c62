import { createHmac, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { authorKey } from '@parley/contracts'
import { pinnedClock } from '@parley/runtime'
import type { SignInKey } from '@parley/store'
import { exportJWK, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose'
import { expect, test } from 'vitest'
import { createSignIns } from './sign-ins.ts'

const now = new Date('2026-11-24T12:00:00Z')
const at = now.getTime() / 1_000
const pairs = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2_048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
}
const shared = randomBytes(32)
const made = { setBy: 'root', createdAt: now }

const set = async () => {
  const rows: Record<string, SignInKey[]> = { paper: [], other: [] }
  const secrets = { authors: Buffer.from('authors'), signIns: Buffer.from('sign-ins') }
  const signIns = createSignIns({
    store: { signInKeys: { list: async (siteId) => rows[siteId] ?? [] } },
    secrets,
    clock: pinnedClock(now),
  })
  for (const alg of ['RS256', 'ES256', 'EdDSA'] as const)
    rows['paper']?.push({ kid: alg, alg, publicJwk: { ...(await exportJWK(pairs[alg].publicKey)) }, ...made })
  const sealedSecret = signIns.seal('paper', 'HS256', shared.toString('base64url'))
  rows['paper']?.push({ kid: 'HS256', alg: 'HS256', sealedSecret, ...made })
  return { signIns, rows }
}
const claims = { aud: 'paper', sub: 'user-7', name: 'Ada', iat: at, exp: at + 300 }
const signed = (payload: JWTPayload = claims, alg: keyof typeof pairs | 'HS256' = 'ES256', header: object = {}) =>
  new SignJWT(payload)
    .setProtectedHeader({ alg, kid: alg, ...header })
    .sign(alg === 'HS256' ? shared : pairs[alg].privateKey)
const outcomeOf = (author: Promise<unknown>): Promise<string> =>
  author.then(
    () => 'taken',
    (fault: Error) => fault.message,
  )

test.each([
  ['я'.repeat(80), 'я'.repeat(60)],
  [`${'я'.repeat(59)}🚀`, 'я'.repeat(59)],
  ['', undefined],
  [null, undefined],
])('the name %j is %j here, and keeps nobody from commenting', async (name, shown) => {
  const { signIns } = await set()
  const { name: known } = await signIns.authorOf('paper', await signed({ ...claims, name }, 'ES256'))
  expect(known).toBe(shown)
})

test.each(['RS256', 'ES256', 'EdDSA', 'HS256'] as const)('a token signed by %s names its author', async (alg) => {
  const { signIns } = await set()
  const author = await signIns.authorOf('paper', await signed(claims, alg))
  expect(author).toEqual({ name: 'Ada', authorKey: expect.any(String) })
  expect(authorKey.safeParse(author.authorKey).success).toBe(true)
  const renamed = await signIns.authorOf('paper', await signed({ ...claims, name: 'Countess' }, alg))
  expect(renamed).toEqual({ name: 'Countess', authorKey: author.authorKey })
  const another = await signIns.authorOf('paper', await signed({ ...claims, sub: 'user-8' }, alg))
  expect(another.authorKey).not.toBe(author.authorKey)
})

const wrong: [string, Record<string, unknown>][] = [
  ['for another site', { ...claims, aud: 'other' }],
  ['for nobody', { ...claims, aud: undefined }],
  ['of nobody', { ...claims, sub: undefined }],
  ['of an empty name for its author', { ...claims, sub: '' }],
  ['of no text for its author', { ...claims, sub: { id: 1 } }],
  ['that is over', { ...claims, iat: at - 400, exp: at - 60 }],
  ['without an end', { ...claims, exp: undefined }],
  ['without a beginning', { ...claims, iat: undefined }],
  ['that lives too long', { ...claims, exp: at + 3_600 }],
  ['of the future', { ...claims, iat: at + 400, exp: at + 500 }],
  ['that is old, whatever its end', { ...claims, iat: at - 3_600, exp: at + 300 }],
  ['that is not valid yet', { ...claims, nbf: at + 200 }],
  ['with a name of two lines', { ...claims, name: 'A\nB' }],
  ['with a name that is none', { ...claims, name: 7 }],
]
test.each(wrong)('a token %s is refused', async (_what, payload) => {
  const { signIns } = await set()
  const defined = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined))
  expect(await outcomeOf(signIns.authorOf('paper', await signed(defined as JWTPayload)))).toBe('invalid-sign-in')
})

test('no token goes without a signature, or by a key of the wrong kind, of another site or of nobody', async () => {
  const { signIns, rows } = await set()
  expect(await outcomeOf(signIns.authorOf('paper', new UnsecuredJWT(claims).encode()))).toBe('invalid-sign-in')
  const unsigned = (await signed()).split('.')
  const none = Buffer.from(JSON.stringify({ alg: 'none', kid: 'ES256' })).toString('base64url')
  expect(await outcomeOf(signIns.authorOf('paper', `${none}.${unsigned[1]}.${unsigned[2]}`))).toBe('invalid-sign-in')
  // The public key of RS256, which everybody has, taken for the secret of HS256.
  const pem = createPublicKey(pairs.RS256.privateKey).export({ type: 'spki', format: 'pem' })
  for (const secret of [pem, JSON.stringify(rows['paper']?.[0]?.publicJwk)]) {
    const head = Buffer.from(JSON.stringify({ alg: 'HS256', kid: 'RS256' })).toString('base64url')
    const forged = `${head}.${unsigned[1]}`
    const mac = createHmac('sha256', secret).update(forged).digest('base64url')
    expect(await outcomeOf(signIns.authorOf('paper', `${forged}.${mac}`))).toBe('invalid-sign-in')
  }
  expect(await outcomeOf(signIns.authorOf('paper', await signed(claims, 'ES256', { kid: 'EdDSA' })))).toBe(
    'invalid-sign-in',
  )
  expect(await outcomeOf(signIns.authorOf('paper', await signed(claims, 'ES256', { kid: undefined })))).toBe(
    'invalid-sign-in',
  )
  expect(await outcomeOf(signIns.authorOf('paper', await signed(claims, 'ES256', { kid: '../ES256' })))).toBe(
    'invalid-sign-in',
  )
  expect(await outcomeOf(signIns.authorOf('other', await signed({ ...claims, aud: 'other' })))).toBe('invalid-sign-in')
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const header = { alg: 'ES256', kid: 'ES256', jwk: await exportJWK(stranger.publicKey) }
  const strange = await new SignJWT(claims).setProtectedHeader(header).sign(stranger.privateKey)
  expect(await outcomeOf(signIns.authorOf('paper', strange))).toBe('invalid-sign-in')
  for (const text of ['a.b.c', '..', 'e30.e30.e30', 'x'.repeat(4_000)])
    expect(await outcomeOf(signIns.authorOf('paper', text))).toBe('invalid-sign-in')
})

test('a removed key is worth nothing once the site is forgotten; a store that is away is no wrong sign-in', async () => {
  const { signIns, rows } = await set()
  const token = await signed()
  await signIns.authorOf('paper', token)
  rows['paper'] = []
  signIns.forget('paper')
  expect(await outcomeOf(signIns.authorOf('paper', token))).toBe('invalid-sign-in')
  const away = createSignIns({
    store: { signInKeys: { list: () => Promise.reject(new Error('ECONNREFUSED')) } },
    secrets: { authors: Buffer.from('a'), signIns: Buffer.from('b') },
    clock: pinnedClock(now),
  })
  await expect(away.authorOf('paper', token)).rejects.toThrow('ECONNREFUSED')
})
