import { Hono } from 'hono'
import type { Deps, Env } from '../../context.ts'
import { pageHeaders } from '../shell.ts'
import { asLeft } from './as-left.ts'
import { auditList } from './audits/index.ts'
import { banning } from './bans/decide.ts'
import { banList } from './bans/index.ts'
import { deciding } from './decisions/decide.ts'
import { decisionLog } from './decisions/log.ts'
import { commentPage } from './file/index.ts'
import { commentQueue } from './queue/index.ts'
import { HOME, sealsOf, signedIn } from './session/guard.ts'
import { signing } from './session/sign-in.ts'
import { decidingWaves } from './waves/decide.ts'
import { waveList } from './waves/index.ts'

/** GET /moderation: what moderators see and decide in a browser, through the same verbs as the API. */
export const moderation = (deps: Deps): Hono<Env> => {
  const seals = sealsOf(deps)
  const app = new Hono<Env>()
  app.use(`${HOME}/*`, pageHeaders({ cache: 'no-store' }))
  app.route('/', signing(deps, seals))
  app.use(`${HOME}/*`, signedIn(deps, seals, asLeft))
  app.route('/', commentQueue(deps))
  app.route('/', deciding(deps))
  app.route('/', decisionLog(deps))
  app.route('/', commentPage(deps))
  app.route('/', waveList(deps))
  app.route('/', decidingWaves(deps))
  app.route('/', auditList(deps))
  app.route('/', banList(deps))
  app.route('/', banning(deps))
  return app
}
