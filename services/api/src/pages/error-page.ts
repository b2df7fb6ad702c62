import { ProblemError, problems } from '@parley/contracts'
import { html } from 'hono/html'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Deps, Env } from '../context.ts'
import { problemAnswer } from '../http/problem-answer.ts'
import { speechFor } from './words/speak.ts'
import { shell } from './shell.ts'

/** What a page's visitor is told when it could not be shown. The API's own handler decides the status and logs the fault. */
export const errorPage =
  (deps: Pick<Deps, 'log'>) =>
  (thrown: Error, c: Context<Env>): Response | Promise<Response> => {
    const { status } = problemAnswer(deps)(thrown, c)
    const speech = speechFor(c.req.query('lang') ?? /^\/demo\/([^/]+)/.exec(c.req.path)?.[1])
    const missing = thrown instanceof ProblemError && thrown.status === 404
    const title = thrown instanceof ProblemError ? problems[thrown.code].title : undefined
    const staff = c.req.path.startsWith('/moderation') ? title : undefined
    const text = missing ? speech.errors.missing : status === 503 ? speech.errors.away : speech.errors.other
    return c.html(
      shell({
        lang: speech.lang,
        title: speech.errors.title,
        styles: ['demo'],
        body: html`<main class="receipt">
          <h1>${speech.errors.title}</h1>
          <p>${missing && c.req.path.startsWith('/r/') ? speech.receipt.unknown : (staff ?? text)}</p>
        </main>`,
      }),
      status as ContentfulStatusCode,
    )
  }
