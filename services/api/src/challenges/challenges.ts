import { createChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { ProblemError, solvedChallenge, type ChallengeAnswer, type SolvedChallenge } from '@parley/contracts'
import type { Clock } from '@parley/runtime'
import type { Site } from '@parley/store'
import type { Pressure } from './pressure.ts'
import type { Spent } from './spent.ts'

/** How long a challenge may be worked at, in milliseconds. */
export const CHALLENGE_LIFE_MS = 600_000

/** Rounds of PBKDF2 a try by level; 256 tries in the middle. A desktop needs a tenth of a second for the first, a slow phone
 *  some seconds for the last. */
const COSTS = [0, 1_000, 3_000, 9_000, 27_000] as const
const PREFIX = '00'

/** Proofs of work: asked for only under pressure, of browsers that can do them. */
export type Challenges = Pick<Pressure, 'sent'> & {
  /** What a browser must do before it comments on a site. */
  ask(site: Pick<Site, 'id' | 'rules'>, network: string): Promise<ChallengeAnswer>
  /** Whether a proof would be asked for now. */
  isPressing(site: Pick<Site, 'id' | 'rules'>, network: string): Promise<boolean>
  /** Whether what was sent is fine; `wrong` when it was forged, of another site or used before and nothing presses. Throws
   *  `challenge-needed` where a good one is needed. */
  check(given: string | undefined, sent: Sent): Promise<'fine' | 'wrong'>
}

/** Who sends a comment to which site; `key` is the same when the same submit is repeated. */
export type Sent = { site: Pick<Site, 'id' | 'rules'>; network: string; key: string }

/** Makes challenges and checks their solutions. They are signed, for one site, and good once. */
export const createChallenges = ({
  secret,
  pressure,
  spent,
  clock,
}: {
  secret: Buffer
  pressure: Pressure
  spent: Spent
  clock: Clock
}): Challenges => {
  const hmacSignatureSecret = secret.toString('base64')
  const levelOf = async ({ id, rules }: Pick<Site, 'id' | 'rules'>, network: string): Promise<number> =>
    rules.challenges === 'never' ? 0 : pressure.level(id, network)

  const look = async (given: string, { site, key }: Sent): Promise<'good' | 'expired' | 'wrong'> => {
    const solved = read(given)
    if (!solved || solved.challenge.parameters.data.site !== site.id) return 'wrong'
    const { challenge, solution } = solved
    if (challenge.parameters.expiresAt * 1_000 < clock.now().getTime()) return 'expired'
    const { verified } = await verifySolution({ challenge, solution, deriveKey, hmacSignatureSecret })
    return verified && (await spent.spend(challenge.signature, key)) ? 'good' : 'wrong'
  }

  return {
    sent: pressure.sent,
    isPressing: async (site, network) => (await levelOf(site, network)) > 0,
    ask: async (site, network) => {
      const difficulty = await levelOf(site, network)
      if (difficulty === 0) return { difficulty }
      const { parameters, signature } = await createChallenge({
        algorithm: 'PBKDF2/SHA-256',
        cost: COSTS[difficulty] ?? COSTS[4],
        keyPrefix: PREFIX,
        deriveKey,
        data: { site: site.id },
        expiresAt: Math.floor((clock.now().getTime() + CHALLENGE_LIFE_MS) / 1_000),
        hmacSignatureSecret,
      })
      return { difficulty, challenge: { parameters, signature } as NonNullable<ChallengeAnswer['challenge']> }
    },
    check: async (given, sent) => {
      const found = given === undefined ? undefined : await look(given, sent)
      if (found === 'good') return 'fine'
      if (await levelOf(sent.site, sent.network)) throw needed(sent.site.id, found)
      return found === 'wrong' ? 'wrong' : 'fine'
    },
  }
}

const SAID = { wrong: 'is wrong or was used before', expired: 'is too old', none: 'is missing' } as const

const needed = (siteId: string, found: 'expired' | 'wrong' | undefined): ProblemError =>
  new ProblemError('challenge-needed', {
    errors: [
      {
        in: 'body',
        pointer: '/challenge',
        detail: `${SAID[found ?? 'none']}; GET /v1/sites/${siteId}/challenge gives one to solve`,
      },
    ],
  })

const read = (given: string): SolvedChallenge | undefined => {
  try {
    const checked = solvedChallenge.safeParse(JSON.parse(Buffer.from(given, 'base64').toString()))
    return checked.success ? checked.data : undefined
  } catch {
    return undefined
  }
}
