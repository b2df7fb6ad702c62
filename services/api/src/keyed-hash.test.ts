import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyedHash } from './keyed-hash.ts'

const nodes = (secret: Buffer, text: string) =>
  createHmac('sha256', secret.toString('base64')).update(text).digest('base64url')

test('it is Node’s own HMAC, whatever the lengths of secret and text', () => {
  const secret = fc.uint8Array({ minLength: 1, maxLength: 100 }).map((bytes) => Buffer.from(bytes))
  const text = fc.string({ unit: 'binary', maxLength: 600 })
  fc.assert(
    fc.property(secret, fc.array(text, { minLength: 2, maxLength: 3 }), (key, texts) => {
      for (const one of texts) expect(keyedHash(key, one)).toBe(nodes(key, one))
    }),
  )
})

test('a lone surrogate and the longest of the short ones are hashed the same', () => {
  const secret = Buffer.from('secret')
  for (const text of ['\ud800', 'я'.repeat(170), '語'.repeat(170), '語'.repeat(171), '']) {
    expect(keyedHash(secret, text)).toBe(nodes(secret, text))
  }
})
