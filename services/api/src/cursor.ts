import { createCipheriv, createDecipheriv, createHash, createSecretKey, randomBytes } from 'node:crypto'
import { ProblemError } from '@parley/contracts'

/** Gives places in lists out and takes them back. */
export type Cursors = {
  seal(list: string, place: string): string
  /** Throws `invalid-cursor` for what was not given out for this very list. */
  open(list: string, cursor: string): string
}

/** A place is encrypted and bound to its list (AES-256-GCM), so that a holder can neither read, change nor move it. */
export const createCursors = (secret: Buffer): Cursors => {
  // Made a key once: of bytes, node makes one each time, which takes longer than the cipher.
  const key = createSecretKey(createHash('sha256').update('cursor\n').update(secret).digest())
  return {
    seal: (list, place) => {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(list))
      const sealed = Buffer.concat([cipher.update(place, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
    },
    open: (list, cursor) => {
      const bytes = Buffer.from(cursor, 'base64url')
      try {
        const opened = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
          .setAAD(Buffer.from(list))
          .setAuthTag(bytes.subarray(12, 28))
        return Buffer.concat([opened.update(bytes.subarray(28)), opened.final()]).toString('utf8')
      } catch {
        throw new ProblemError('invalid-cursor')
      }
    },
  }
}
