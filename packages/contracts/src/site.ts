import { z } from 'zod'
import { rules } from './rules.ts'
import { articleKey, host, languageTag, lineText, moment, revision, siteId, webUrl } from './text.ts'
import { mode, role } from './words.ts'

const hosts = z
  .array(host)
  .min(1)
  .max(50)
  .describe('The first is the one that article addresses are folded to; keys stay as they were made')
const name = lineText(200)

/** A site to add. */
export const siteDraft = z
  .object({ id: siteId, name, hosts, mode: mode.optional(), rules: rules.optional() })
  .strict()
  .meta({ id: 'SiteDraft' })
export type SiteDraft = z.infer<typeof siteDraft>

/** What to change of a site. */
export const siteChange = z
  .object({ name: name.optional(), hosts: hosts.optional(), mode: mode.optional() })
  .strict()
  .meta({ id: 'SiteChange' })
export type SiteChange = z.infer<typeof siteChange>

/** A site as its admins see it. */
export const siteView = z.object({ id: siteId, name, hosts, mode, rules, revision }).strict().meta({ id: 'Site' })
export type SiteView = z.infer<typeof siteView>

/** What a site's owner says of an article. With PUT an absent mode is the site's and an absent `closed` is open; titles,
 *  addresses and aliases stay until others come, and aliases are only ever added, for links lead through them. */
export const articleDraft = z
  .object({
    title: lineText(300).optional(),
    url: webUrl.optional(),
    mode: mode.nullable().optional(),
    closed: z.boolean().optional(),
    aliases: z.array(articleKey).max(50).optional(),
    set: z
      .object({ name: articleKey, lang: languageTag.optional() })
      .strict()
      .nullable()
      .optional()
      .describe('The set of language versions it belongs to, by any name the site gives it; null for none'),
  })
  .strict()
  .meta({ id: 'ArticleDraft' })
export type ArticleDraft = z.infer<typeof articleDraft>

/** PATCH changes what is named. `mergeInto`, which comes alone, moves all comments to that article and makes this key its alias. */
export const articleChange = articleDraft
  .extend({ mergeInto: articleKey.optional() })
  .strict()
  .refine(
    (change) => change.mergeInto === undefined || Object.values(change).filter((one) => one !== undefined).length === 1,
    {
      path: ['mergeInto'],
      message: 'comes without other changes, which would be lost with the article',
    },
  )
  .meta({ id: 'ArticleChange' })
export type ArticleChange = z.infer<typeof articleChange>

/** An article as its owner sees it. */
export const articleView = z
  .object({
    site: siteId,
    key: articleKey,
    title: z.string().optional(),
    url: z.string().optional(),
    mode: mode.optional(),
    set: z.object({ name: articleKey, lang: languageTag.optional() }).strict().optional(),
    publishedCount: z.int().min(0),
    closedAt: moment.optional(),
    revision,
  })
  .strict()
  .meta({ id: 'Article' })
export type ArticleView = z.infer<typeof articleView>

/** A token's name: what the audit log says of who decided. */
export const tokenName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'is a-z, 0-9, ., _ and -')
  .meta({ maxLength: 63 })

const tokenSites = z.array(siteId).min(1).max(200).describe('Absent: all sites, also those to come')

/** A token to make. */
export const tokenDraft = z
  .object({ name: tokenName, role, sites: tokenSites.optional() })
  .strict()
  .meta({ id: 'TokenDraft' })
export type TokenDraft = z.infer<typeof tokenDraft>

/** A token as it is listed, without its secret. */
export const tokenView = z
  .object({ name: z.string(), role, sites: z.array(siteId).optional(), createdAt: moment.optional() })
  .strict()
  .meta({ id: 'Token' })
export type TokenView = z.infer<typeof tokenView>

/** A token just made. The secret is shown this once. */
export const madeToken = tokenView.extend({ token: z.string() }).strict().meta({ id: 'MadeToken' })
