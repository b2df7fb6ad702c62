import { Hono } from 'hono'
import type { Deps, Env } from './context.ts'
import { docs } from './docs/index.ts'
import { mount } from './http/mount.ts'
import { problemAnswer } from './http/problem-answer.ts'
import { accessLog } from './middleware/access-log.ts'
import { openOrigin } from './middleware/origin.ts'
import { preflight } from './middleware/preflight.ts'
import { rateLimit } from './middleware/rate-limit.ts'
import { requestId } from './middleware/request-id.ts'
import { secureHeaders } from './middleware/secure-headers.ts'
import { site } from './middleware/site.ts'
import { slashless } from './middleware/slashless.ts'
import { missing } from './pages/error-page.ts'
import { pages } from './pages/index.ts'
import { analyzeComment } from './routes/compat/analyze-comment.ts'
import { routes } from './routes/index.ts'
import { counts } from './routes/public/counts.ts'
import { health } from './routes/system/health.ts'
import { metrics } from './routes/system/metrics.ts'
import { timed } from './routes/system/timed.ts'
import { widget } from './widget/index.ts'

/** The api as one Hono app: who may come in, then the routes. Listens to nothing by itself. */
export const createApp = (deps: Deps): Hono<Env> => {
  const app = new Hono<Env>()
  app.onError(problemAnswer(deps))
  app.notFound(missing)
  app.use(requestId(), accessLog(deps), timed(deps), secureHeaders())
  app.use(preflight(deps))
  for (const path of ['/demo/*', '/docs/*', '/moderation/*']) app.use(path, slashless())

  app.route('/', health(deps))
  app.route('/', metrics(deps))
  app.route('/', docs(deps))
  app.route('/', pages(deps))
  app.route('/', widget())

  app.use('/v1/sites/:site/counts', openOrigin(), rateLimit(deps, 'read'), site(deps))
  app.route('/v1/sites/:site/counts', counts(deps))
  app.route('/', analyzeComment(deps))
  mount(app, deps, routes(deps))
  return app
}
