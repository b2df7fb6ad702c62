import type { ArticleView, SignInKeyView, SiteView, TokenView } from '@parley/contracts'
import type { Article, SignInKey, Site, Token } from '@parley/store'
import { asWire } from './wire.ts'

/** A site as its admins see it. */
export const siteViewOf = ({ id, name, hosts, mode, rules, revision }: Site): SiteView => ({
  id,
  name,
  hosts,
  mode,
  rules,
  revision,
})

/** An article as its owner sees it. */
export const articleViewOf = ({ siteId, id: _id, ...article }: Article): ArticleView =>
  asWire({ site: siteId, ...article })

/** A key without its secret. */
export const signInKeyViewOf = (siteId: string, { kid, alg, publicJwk, setBy, createdAt }: SignInKey): SignInKeyView =>
  asWire({ site: siteId, kid, alg, jwk: publicJwk, by: setBy, createdAt })

/** A token without its secret. */
export const tokenViewOf = ({ name, role, sites, createdAt }: Token): TokenView =>
  asWire({ name, role, sites, createdAt })
