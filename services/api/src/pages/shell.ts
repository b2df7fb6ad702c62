import type { Context, MiddlewareHandler } from 'hono'
import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { Env } from '../context.ts'
import { assets } from './assets.ts'

/** A piece of a page, escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

// Nothing runs and nothing is fetched but our own stylesheets, icon and forms.
const policyOf = (ancestors: string) =>
  [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    `frame-ancestors ${ancestors}`,
    "base-uri 'none'",
  ].join('; ')

const policy = policyOf("'none'")

/** The policy of a page that some hosts may frame. */
export const policyWith = ({ ancestors }: { ancestors: readonly string[] }): string => policyOf(ancestors.join(' '))

// The widget besides, as the guide asks of owners: from here, talking to here, and no text ever becomes a script or markup.
const policyWithScripts = [
  policy,
  "script-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** What a page says to browsers and caches. */
type PageHeaders = {
  cache: string
  referrer?: 'same-origin' | 'no-referrer'
  /** Whether the page has the widget; without, nothing runs. */
  scripts?: boolean
}

/**
 * Says it for one answer. `same-origin` lets our own forms name where they come from and tells other hosts nothing;
 * `no-referrer` is for pages whose address is a secret.
 */
export const setPageHeaders = (
  c: Context<Env>,
  { cache, referrer = 'same-origin', scripts = false }: PageHeaders,
): void => {
  c.header('Content-Security-Policy', scripts ? policyWithScripts : policy)
  c.header('Referrer-Policy', referrer)
  c.header('Cache-Control', cache)
  c.header('X-Content-Type-Options', 'nosniff')
}

/**
 * Says it for every page below an address.
 *
 * @example app.use('/moderation/*', pageHeaders({ cache: 'no-store' }))
 */
export const pageHeaders =
  (headers: PageHeaders): MiddlewareHandler<Env> =>
  async (c, next) => {
    setPageHeaders(c, headers)
    await next()
  }

/** Rows shown and characters taken of each field of several lines. */
const textAreas = { body: { rows: 7, most: 4_000 }, appeal: { rows: 5, most: 1_000 } } as const

/**
 * A field of a form with what was typed before. Browsers drop the first line break in a `<textarea>`, so it is given
 * one to drop. Its tags are not written as HTML here, because formatters move line breaks in them.
 */
export const textArea = (name: keyof typeof textAreas, text = '', attributes: Html = html``): Html => {
  const { rows, most } = textAreas[name]
  const plain = `id="${name}" name="${name}" rows="${rows}" maxlength="${most}" required dir="auto"`
  return html`${raw(`<textarea ${plain} `)}${attributes}${raw('>\n')}${text}${raw('</textarea>')}`
}

/** A whole page around its body. */
export const shell = ({
  lang,
  title,
  styles,
  indexed = false,
  head = html``,
  body,
}: {
  lang: string
  title: string
  styles: ('demo' | 'moderation')[]
  indexed?: boolean
  head?: Html
  body: Html
}): Html =>
  html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${indexed ? html`` : html`<meta name="robots" content="noindex" />`}
        <title>${title}</title>
        <link rel="icon" type="image/svg+xml" href="${assets.icon}" />
        <link rel="stylesheet" href="${assets.base}" />
        ${styles.map((name) => html`<link rel="stylesheet" href="${assets[name]}" />`)} ${head}
      </head>
      <body>
        ${body}
      </body>
    </html>`
