import { MAX_FORM_BYTES, ProblemError, returnPath } from '@parley/contracts'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import type { Deps, Env } from '../../../context.ts'
import { readForm } from '../../../http/read-body.ts'
import { mayAct } from '../../../lookups/tokens.ts'
import { takeOrRefuse } from '../../../middleware/rate-limit.ts'
import { isOwnOrigin } from '../../own-origin.ts'
import { createSeals, type Seals } from './session.ts'

/** A signed-in moderator's session: sealed as the browser holds it, and what its forms carry. */
export type Session = { seals: Seals; sealed: string; csrf: string }

const sessions = new WeakMap<Request, Session>()

/** The session behind a request; only the guard lets requests through that have one. */
export const sessionOf = (c: Context<Env>): Session => {
  const session = sessions.get(c.req.raw)
  if (session === undefined) throw new Error('a moderators’ route stands before its guard')
  return session
}

/** The cookie that holds the sealed session. */
export const COOKIE = 'parley_moderator'

/** Where the session's cookie is sent. */
export const HOME = '/moderation'

const OWN = new RegExp(`^${HOME}(?:[/?]|$)`)

/** A path among the moderators' pages as it was given, and their first page for anything else: dots may lead out of them. */
export const ownPath = (given: string | undefined): string => {
  const path = returnPath.safeParse(given)
  if (!path.success) return HOME
  const { pathname, search } = new URL(path.data, 'http://here')
  return OWN.test(pathname) ? `${pathname}${search}` : HOME
}

/** The address of this page without the note that it shows. */
export const hereOf = (c: Context<Env>): string => {
  const url = new URL(c.req.url)
  url.searchParams.delete('note')
  return `${url.pathname}${url.search}`
}

/** The seals, whose secret is read from the store at the first need. */
export const sealsOf = ({ store, clock }: Pick<Deps, 'store' | 'clock'>): (() => Promise<Seals>) => {
  let made: Promise<Seals> | undefined
  return () => {
    made ??= store.secrets.get('session').then(
      (secret) => createSeals(secret, clock),
      (fault: unknown) => {
        made = undefined
        throw fault
      },
    )
    return made
  }
}

/**
 * Lets signed-in moderators through and sends everybody else to the sign-in form. The token is looked up each time: one that
 * was revoked is dead at once. Signing in leads to the page that was asked for, or that a form stood on which was not taken.
 *
 * @example app.use('/moderation/*', signedIn(deps, sealsOf(deps)))
 */
export const signedIn =
  (deps: Pick<Deps, 'store' | 'limits'>, seals: () => Promise<Seals>, asLeft: AsLeft): MiddlewareHandler<Env> =>
  async (c, next) => {
    const session = getCookie(c, COOKIE) ?? ''
    const sealing = await seals()
    const hash = sealing.openSession(session)
    const token = hash === undefined ? undefined : await deps.store.tokens.find(hash)
    if (token === undefined) return c.redirect(await signInPath(c, sealing, asLeft), 303)
    c.set('token', token)
    sessions.set(c.req.raw, { seals: sealing, sealed: session, csrf: sealing.csrfOf(session) })
    await takeOrRefuse(deps, 'guarded', { today: token.name })
    return next()
  }

/** What the sign-in form says after a form that was not taken; sealed, so nobody else can make it say so. */
export const UNDECIDED = 'nothing was decided'

/** The page that a form was sent from, with what was typed or selected there. */
type AsLeft = (path: string, fields: Record<string, string>, seals: Seals) => string

const signInPath = async (c: Context<Env>, seals: Seals, asLeft: AsLeft): Promise<string> => {
  const sent = c.req.method === 'POST'
  if (sent && !isOwnOrigin(c)) return `${HOME}/sign-in`
  const fields = sent ? await readForm(c, MAX_FORM_BYTES) : { back: hereOf(c) }
  const left = sent ? asLeft(c.req.path, fields, seals) : undefined
  const back = ownPath(returnPath.safeParse(left).success ? left : fields['back'])
  const query = new URLSearchParams({
    ...(back !== HOME && { back }),
    ...(sent && { note: seals.sealNote(UNDECIDED) }),
  })
  return `${HOME}/sign-in${query.size > 0 ? `?${query}` : ''}`
}

/** Whether this moderator's token decides; a reader's only looks. */
export const mayDecide = (c: Context<Env>): boolean => mayAct(c.get('token'), 'moderator')

/** The fields of a form that one of this session's own pages sent, from this host, by somebody who may decide. */
export const readOwnForm = async (c: Context<Env>): Promise<Record<string, string>> => {
  if (!isOwnOrigin(c)) throw new ProblemError('foreign-origin')
  const fields = await readForm(c, MAX_FORM_BYTES)
  if (!sessionOf(c).seals.isCsrf(sessionOf(c).sealed, fields['csrf'])) throw new ProblemError('invalid-form-token')
  if (!mayDecide(c)) throw new ProblemError('token-too-weak')
  return fields
}
