import { z } from 'zod'

/** How hard a challenge is, 0 for none at all. */
export const MAX_DIFFICULTY = 4

/** What a browser has to work out, in the format of ALTCHA's version 2: find the counter whose derived key has the prefix. */
export const proofOfWork = z
  .object({
    parameters: z.looseObject({
      algorithm: z.literal('PBKDF2/SHA-256'),
      nonce: z.string(),
      salt: z.string(),
      cost: z.int(),
      keyLength: z.int(),
      keyPrefix: z.string(),
      expiresAt: z.int(),
    }),
    signature: z.string(),
  })
  .strict()
  .meta({ id: 'ProofOfWork' })

/** The answer to a browser that asks whether it has to work. Without a challenge there is nothing to send. */
export const challengeAnswer = z
  .object({ difficulty: z.int().min(0).max(MAX_DIFFICULTY), challenge: proofOfWork.optional() })
  .strict()
  .meta({ id: 'Challenge' })
export type ChallengeAnswer = z.infer<typeof challengeAnswer>

/** What a browser sends back as `challenge`: this as JSON in base64. */
export const solvedChallenge = z
  .object({
    challenge: z.looseObject({
      parameters: z.looseObject({
        algorithm: z.literal('PBKDF2/SHA-256'),
        nonce: z.string().max(64),
        salt: z.string().max(64),
        cost: z.int().min(1).max(1_000_000),
        keyLength: z.int().min(1).max(64),
        keyPrefix: z.string().max(64),
        expiresAt: z.int(),
        data: z.object({ site: z.string().max(63) }),
      }),
      signature: z.string().regex(/^[0-9a-f]{64}$/),
    }),
    solution: z.looseObject({ counter: z.int().min(0).max(0xffffffff), derivedKey: z.string().max(128) }),
  })
  .strict()
export type SolvedChallenge = z.infer<typeof solvedChallenge>
