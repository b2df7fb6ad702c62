import { Hono } from 'hono'
import type { Deps, Env } from '../context.ts'
import { assetRoutes } from './assets.ts'
import { demo } from './demo/index.ts'
import { errorPage } from './error-page.ts'
import { fragment } from './fragment/index.ts'
import { moderation } from './moderation/index.ts'
import { receipts } from './receipt/index.ts'

/** GET /demo, /embed/{site}, /r/{receipt}, the moderators' page and their stylesheets; mounted at the root. */
export const pages = (deps: Deps): Hono<Env> => {
  const app = new Hono<Env>().onError(errorPage(deps))
  app.route('/', assetRoutes())
  app.route('/', demo(deps))
  app.route('/', fragment(deps))
  app.route('/', receipts(deps))
  app.route('/', moderation(deps))
  return app
}
