import { MAX_FORM_BYTES, ProblemError } from '@parley/contracts'
import { Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import type { Deps, Env } from '../../../context.ts'
import { readForm } from '../../../http/read-body.ts'
import { hashOfToken } from '../../../lookups/tokens.ts'
import { networkOf } from '../../../middleware/client-network.ts'
import { rateLimit, takeOrRefuse } from '../../../middleware/rate-limit.ts'
import { isOwnOrigin, isSecure } from '../../own-origin.ts'
import { shell, type Html } from '../../shell.ts'
import { COOKIE, HOME, ownPath, UNDECIDED } from './guard.ts'
import { SESSION_MS, type Seals } from './session.ts'

type Needs = Pick<Deps, 'store' | 'limits' | 'config' | 'dailySecret' | 'log'>

const cookie = { path: HOME, httpOnly: true, sameSite: 'Strict' } as const

/** GET and POST /moderation/sign-in, POST /moderation/sign-out. A wrong token costs its network one of few tries. */
export const signing = (deps: Needs, seals: () => Promise<Seals>): Hono<Env> =>
  new Hono<Env>()
    .get(`${HOME}/sign-in`, rateLimit(deps, 'read'), async (c) => {
      const { back, note } = c.req.query()
      const undecided = note !== undefined && (await seals()).openNote(note) === UNDECIDED
      const said = 'You were no longer signed in, so nothing was decided. Sign in to go back and decide again.'
      return c.html(signInPage(back, undecided ? html`<div class="problem" role="status"><p>${said}</p></div>` : ''))
    })
    .post(`${HOME}/sign-in`, async (c) => {
      if (!isOwnOrigin(c)) throw new ProblemError('foreign-origin')
      const { token: secret = '', back } = await readForm(c, MAX_FORM_BYTES)
      const hash = hashOfToken(secret.trim())
      const token = await deps.store.tokens.find(hash)
      if (token === undefined) {
        await takeOrRefuse(deps, 'badToken', networkOf(deps, c))
        return c.html(signInPage(back, unknownToken, true), 403)
      }
      const session = (await seals()).sealSession(hash)
      setCookie(c, COOKIE, session, { ...cookie, secure: isSecure(c), maxAge: SESSION_MS / 1_000 })
      return c.redirect(ownPath(back), 303)
    })
    .post(`${HOME}/sign-out`, (c) => {
      if (!isOwnOrigin(c)) throw new ProblemError('foreign-origin')
      deleteCookie(c, COOKIE, cookie)
      return c.redirect(`${HOME}/sign-in`, 303)
    })

const unknownToken = html`<div class="problem" role="alert" id="problem"><p>This token is not known here.</p></div>`

const signInPage = (back: string | undefined, told: Html | string, wrong = false): Html =>
  shell({
    lang: 'en',
    title: 'Sign in · Parley moderation',
    styles: ['moderation'],
    body: html`<main class="sign-in">
      <h1>Moderation</h1>
      ${told}
      <form method="post" action="${HOME}/sign-in">
        <input type="hidden" name="back" value="${ownPath(back)}" />
        <input type="text" name="username" autocomplete="username" value="Parley moderation" hidden readonly />
        <p>
          <label for="token">Your token</label>
          <input
            id="token"
            name="token"
            type="password"
            autocomplete="current-password"
            required
            autofocus
            ${wrong ? html`aria-invalid="true" aria-describedby="problem"` : ''}
          />
        </p>
        <p><button type="submit">Sign in</button></p>
      </form>
      <p class="soft">An admin makes tokens: <code>npx parley token add</code>.</p>
    </main>`,
  })
