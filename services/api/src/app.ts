import { Hono } from 'hono'
import type { Deps, Env } from './context.ts'
import { docs } from './docs/index.ts'
import { pages } from './pages/index.ts'
import { counts } from './routes/public/counts.ts'
import { health } from './routes/system/health.ts'
import { metrics } from './routes/system/metrics.ts'

/** The api as one Hono app: who may come in, then the routes. Listens to nothing by itself. */
export const createApp = (deps: Deps): Hono<Env> => {
  const app = new Hono<Env>()
  app.route('/', health(deps))
  app.route('/', metrics(deps))
  app.route('/', docs(deps))
  app.route('/', pages(deps))
  app.route('/v1/sites/:site/counts', counts(deps))
  return app
}
