import type { HttpBindings } from '@hono/node-server'
import type { Role } from '@parley/contracts'
import type { Nudges, Queue } from '@parley/queue'
import type { Clock, Log } from '@parley/runtime'
import type { Config } from './config.ts'
import type { Challenges } from './challenges/index.ts'
import type { Counts } from './counts/index.ts'
import type { FirstPages } from './first-pages/index.ts'
import type { Events } from './events/index.ts'
import type { Caller, DailySecret } from './limits/daily-secret.ts'
import type { Admission } from './limits/admission.ts'
import type { FairShares } from './limits/fair-shares.ts'
import type { Limits } from './limits/limits.ts'
import type { Sites } from './lookups/sites.ts'
import type { SignIns } from './sign-in/sign-ins.ts'
import type { Tokens } from './lookups/tokens.ts'
import type { Models } from './models.ts'
import type { Measures } from './routes/system/measures.ts'
import type { Site, Store } from '@parley/store'

/** The persisted secrets: they seal cursors, sign forms and make receipts, and never hash an address. */
export type Secrets = {
  cursors: Buffer
  forms: Buffer
  receipts: Buffer
  challenges: Buffer
  authors: Buffer
  signIns: Buffer
}

/** Everything the api is made of. `main.ts` builds it; a route takes only what it uses. */
export type Deps = {
  config: Config
  store: Store
  queue: Pick<Queue, 'askForModeration' | 'waiting'>
  nudges: Pick<Nudges, 'send' | 'listen'>
  counts: Counts
  firstPages: FirstPages
  events: Events
  challenges: Challenges
  /** The sites' own sign-ins. */
  signIns: SignIns
  log: Log
  clock: Clock
  secrets: Secrets
  dailySecret: DailySecret
  limits: Limits
  admission: Admission
  fairShares: FairShares
  /** Sites and tokens by a short memory. */
  sites: Sites
  tokens: Tokens
  measures: Measures
  /** Aborted when this process was told to stop. */
  leaving: AbortSignal
  models: Models
}

/** Who called with a bearer token. `sites` absent: all of them. */
export type Token = { name: string; role: Role; sites?: string[] }

/** What middleware leaves for the routes behind it. `site` is set on public site routes, `token` on guarded ones. */
export type Env = {
  Bindings: Partial<HttpBindings>
  Variables: {
    requestId: string
    site: Site
    token: Token
    /** The caller's network under the day's secret, where a rate limit stands before the route. The address goes no further. */
    network: Caller
  }
}
