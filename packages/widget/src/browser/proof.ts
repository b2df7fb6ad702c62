import type { ChallengeAnswer } from '@parley/contracts'

type Challenge = NonNullable<ChallengeAnswer['challenge']>

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/**
 * Works at a challenge in ALTCHA's format (version 2): counts until the key derived from nonce and counter begins as asked.
 * The browser derives outside the page's thread, so the page stays answerable. Only secure pages can; others reject.
 */
export const prove = async (challenge: Challenge): Promise<string> => {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters
  const start = bytesOf(nonce)
  const password = new Uint8Array(start.length + 4)
  password.set(start)
  const tail = new DataView(password.buffer)
  for (let counter = 0; ; counter += 1) {
    tail.setUint32(start.length, counter)
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
    const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt: bytesOf(salt), iterations: cost }
    const derivedKey = hexOf(new Uint8Array(await crypto.subtle.deriveBits(derivation, key, keyLength * 8)))
    if (derivedKey.startsWith(keyPrefix)) return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }))
  }
}
