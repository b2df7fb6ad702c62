import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@parley/runtime'
import { createCursors } from '../../../cursor.ts'

/** How long a moderator stays signed in, in milliseconds. */
export const SESSION_MS = 12 * 3_600_000

/** Seals what the browser keeps: who signed in, and short notes between two pages. */
export type Seals = {
  /** A session that names a token by its hash only, so that the cookie is no token and a revoked token ends it. */
  sealSession(tokenHash: string): string
  /** The token's hash; undefined for a session that is forged or over. */
  openSession(sealed: string): string | undefined
  /** What each form of a session carries, so that no other page can send it. */
  csrfOf(session: string): string
  isCsrf(session: string, given: string | undefined): boolean
  sealNote(note: unknown): string
  openNote(sealed: string): unknown
}

/** Seals under the persisted secret `session`. */
export const createSeals = (secret: Buffer, clock: Clock): Seals => {
  const { seal, open } = createCursors(secret)
  const opened = (list: string, sealed: string): unknown => {
    try {
      return JSON.parse(open(list, sealed))
    } catch {
      return undefined
    }
  }
  const csrfOf = (session: string) => createHmac('sha256', secret).update(`csrf\n${session}`).digest('base64url')
  return {
    sealSession: (tokenHash) => seal('moderator session', JSON.stringify([tokenHash, clock.now().getTime()])),
    openSession: (sealed) => {
      const session = opened('moderator session', sealed)
      if (!Array.isArray(session)) return undefined
      const [hash, since] = session as unknown[]
      const age = clock.now().getTime() - Number(since)
      return typeof hash === 'string' && age >= -60_000 && age < SESSION_MS ? hash : undefined
    },
    csrfOf,
    isCsrf: (session, given = '') => {
      const expected = Buffer.from(csrfOf(session))
      const actual = Buffer.from(given)
      return expected.length === actual.length && timingSafeEqual(expected, actual)
    },
    sealNote: (note) => seal('moderator note', JSON.stringify(note)),
    openNote: (sealed) => opened('moderator note', sealed),
  }
}
