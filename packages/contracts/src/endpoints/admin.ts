import { z } from 'zod'
import { always, endpoint, guarded, reading } from '../endpoint.ts'
import { rules } from '../rules.ts'
import * as signIn from '../sign-in.ts'
import * as owner from '../site.ts'
import { siteId } from '../text.ts'

const site = z.object({ site: siteId }).strict()
const siteProblems = [...always, ...guarded, 'no-site'] as const

const siteKey = z.object({ site: siteId, kid: signIn.keyId }).strict()

/** What admins call, with a bearer token. A token limited to sites can neither add sites nor touch tokens. */
export const adminEndpoints = {
  listSites: endpoint({
    method: 'GET',
    path: '/v1/sites',
    who: 'admin',
    tag: 'sites',
    says: 'The sites this token reaches.',
    answers: {
      200: {
        says: 'All of them',
        schema: z
          .object({ sites: z.array(owner.siteView) })
          .strict()
          .meta({ id: 'Sites' }),
      },
    },
    problems: [...always, ...guarded],
  }),
  addSite: endpoint({
    method: 'POST',
    path: '/v1/sites',
    who: 'admin',
    tag: 'sites',
    says: 'Adds a site.',
    body: owner.siteDraft,
    maxBytes: 1_048_576,
    answers: { 201: { says: 'The site', schema: owner.siteView } },
    problems: [...always, ...guarded, ...reading, 'site-exists'],
  }),
  showSite: endpoint({
    method: 'GET',
    path: '/v1/sites/{site}',
    who: 'admin',
    tag: 'sites',
    says: 'One site.',
    params: site,
    answers: { 200: { says: 'The site', schema: owner.siteView } },
    problems: siteProblems,
  }),
  changeSite: endpoint({
    method: 'PATCH',
    path: '/v1/sites/{site}',
    who: 'admin',
    tag: 'sites',
    says: 'Changes a site’s name, hosts or mode.',
    params: site,
    body: owner.siteChange,
    answers: { 200: { says: 'The site', schema: owner.siteView } },
    problems: [...siteProblems, ...reading],
  }),
  showRules: endpoint({
    method: 'GET',
    path: '/v1/sites/{site}/rules',
    who: 'admin',
    tag: 'sites',
    says: 'The rules of a site’s checks.',
    params: site,
    answers: { 200: { says: 'All of them', schema: rules } },
    problems: siteProblems,
  }),
  setRules: endpoint({
    method: 'PUT',
    path: '/v1/sites/{site}/rules',
    who: 'admin',
    tag: 'sites',
    says: 'Sets the rules of a site’s checks; what is absent goes back to its default.',
    params: site,
    body: rules,
    maxBytes: 1_048_576,
    answers: { 200: { says: 'All of them', schema: rules } },
    problems: [...siteProblems, ...reading],
  }),
  listSignInKeys: endpoint({
    method: 'GET',
    path: '/v1/sites/{site}/sign-in-keys',
    who: 'admin',
    tag: 'sites',
    says: 'The keys by which a site signs its readers in; public parts only.',
    params: site,
    answers: { 200: { says: 'All of them', schema: signIn.signInKeys } },
    problems: siteProblems,
  }),
  setSignInKey: endpoint({
    method: 'PUT',
    path: '/v1/sites/{site}/sign-in-keys/{kid}',
    who: 'admin',
    tag: 'sites',
    says: 'Sets a key by which a site signs its readers in; it counts within five seconds everywhere.',
    params: siteKey,
    body: signIn.signInKeyDraft,
    answers: { 200: { says: 'The key, without its secret', schema: signIn.signInKeyView } },
    problems: [...siteProblems, ...reading],
  }),
  removeSignInKey: endpoint({
    method: 'DELETE',
    path: '/v1/sites/{site}/sign-in-keys/{kid}',
    who: 'admin',
    tag: 'sites',
    says: 'Removes a key; what it signed is refused within five seconds everywhere.',
    params: siteKey,
    answers: { 204: { says: 'Removed' } },
    problems: [...siteProblems, 'invalid-request', 'no-key'],
  }),
  listTokens: endpoint({
    method: 'GET',
    path: '/v1/tokens',
    who: 'admin',
    tag: 'tokens',
    says: 'The tokens, without their secrets.',
    answers: {
      200: {
        says: 'All of them',
        schema: z
          .object({ tokens: z.array(owner.tokenView) })
          .strict()
          .meta({ id: 'Tokens' }),
      },
    },
    problems: [...always, ...guarded],
  }),
  addToken: endpoint({
    method: 'POST',
    path: '/v1/tokens',
    who: 'admin',
    tag: 'tokens',
    says: 'Makes a token. Its secret is in this answer and nowhere else.',
    body: owner.tokenDraft,
    answers: { 201: { says: 'The token', schema: owner.madeToken } },
    problems: [...always, ...guarded, ...reading, 'token-exists', 'no-site'],
  }),
  revokeToken: endpoint({
    method: 'DELETE',
    path: '/v1/tokens/{name}',
    who: 'admin',
    tag: 'tokens',
    says: 'Revokes a token; it is dead at once on this process and within five seconds on every other.',
    params: z.object({ name: owner.tokenName }).strict(),
    answers: { 204: { says: 'Revoked' } },
    problems: [...always, ...guarded, 'invalid-request', 'no-token'],
  }),
}
