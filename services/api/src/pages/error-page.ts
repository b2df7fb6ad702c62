import { ProblemError, problems } from '@parley/contracts'
import { html } from 'hono/html'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Deps, Env } from '../context.ts'
import { notFound } from '../http/not-found.ts'
import { problemAnswer } from '../http/problem-answer.ts'
import { HOME } from './moderation/session/guard.ts'
import { speechAsked, speechFor, type Speech } from './words/speak.ts'
import { setPageHeaders, shell } from './shell.ts'

/** What a page's visitor is told when it could not be shown. The API's own handler decides the status and logs the fault. */
export const errorPage =
  (deps: Pick<Deps, 'log'>) =>
  (thrown: Error, c: Context<Env>): Response | Promise<Response> => {
    const { status } = problemAnswer(deps)(thrown, c)
    const speech = speechFor(c.req.query('lang') ?? /^\/demo\/([^/]+)/.exec(c.req.path)?.[1])
    const missing = thrown instanceof ProblemError && thrown.status === 404
    const title = thrown instanceof ProblemError ? problems[thrown.code].title : undefined
    const text = missing ? speech.errors.missing : status === 503 ? speech.errors.away : speech.errors.other
    const said = missing && c.req.path.startsWith('/r/') ? speech.receipt.unknown : text
    return told(c, speech, isModerators(c) ? (title ?? said) : said, status)
  }

/**
 * Answers what no route took: with a page for who follows a link in a browser, in the language it asks for; for everybody else,
 * and at the API's own addresses, with the problem.
 */
export const missing = (c: Context<Env>): Response | Promise<Response> => {
  const visited = c.req.header('accept')?.includes('text/html') === true && !c.req.path.startsWith('/v1')
  if (!visited) return notFound(c)
  const speech = speechAsked(c.req.header('accept-language'))
  setPageHeaders(c, { cache: 'no-store' })
  return told(c, speech, speech.errors.missing, 404)
}

const isModerators = (c: Context<Env>): boolean => /^\/moderation(?:\/|$)/.test(c.req.path)

const told = (c: Context<Env>, speech: Speech, text: string, status: number): Response | Promise<Response> =>
  c.html(
    shell({
      lang: speech.lang,
      title: speech.errors.title,
      styles: ['demo'],
      body: html`<main class="receipt">
        <h1>${speech.errors.title}</h1>
        <p>${text}</p>
        ${isModerators(c) ? html`<p><a href="${HOME}">← ${speech.errors.toModeration}</a></p>` : ''}
      </main>`,
    }),
    status as ContentfulStatusCode,
  )
