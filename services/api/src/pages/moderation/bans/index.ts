import { banKind, uuid } from '@parley/contracts'
import type { Ban, Store } from '@parley/store'
import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import type { Deps, Env } from '../../../context.ts'
import { findReached } from '../../../lookups/reached.ts'
import type { Html } from '../../shell.ts'
import { speeches } from '../../words/speak.ts'
import { noteOn } from '../decisions/note.ts'
import { sealFields } from '../decisions/order-form.ts'
import { frame } from '../frame.ts'
import { listPath } from '../queue/filters.ts'
import { readableHost } from '../readable-host.ts'
import { hereOf, mayDecide, sessionOf } from '../session/guard.ts'
import { banIn, BANS, bansPath, kindNames, spans, type BanFields } from './fields.ts'

const PAGE = 50

/** GET /moderation/bans: whom and what a site turns away, with the forms that ban and lift. */
export const banList = ({ store, sites, clock }: Pick<Deps, 'store' | 'sites' | 'clock'>): Hono<Env> =>
  new Hono<Env>().get(BANS, async (c) => {
    const proposed = banIn(c.req.query())
    const known = c.get('token').sites ?? (await sitesWithComments(store))
    const named = proposed.site ?? (known.length === 1 ? known[0] : undefined)
    const site = named === undefined ? undefined : (await findReached({ sites }, c.get('token'), named))?.id
    const after = uuid.safeParse(c.req.query('after')).data
    const { items, next } =
      site === undefined ? { items: [] } : await store.moderation.bans.list({ siteId: site, after, limit: PAGE })
    const age = { ago: (at: Date) => speeches.en.ago(at, clock), now: clock.now() }
    const more = new URLSearchParams({ ...(site && { site }), ...(next && { after: next }) })
    const main = html`<h1>Bans</h1>
      <p class="soft">
        The checks reject what a banned author sends, what links to a banned host or below it, and what contains a
        banned phrase. What was published before stays.
      </p>
      ${noteOn(c)} ${known.length === 1 && site !== undefined ? '' : siteForm(named, known)}
      ${named !== undefined && site === undefined ? html`<p class="soft">There is no site “${named}”.</p>` : ''}
      ${site === undefined || !mayDecide(c) ? '' : banForm(c, { ...proposed, site })}
      ${site === undefined ? '' : html`<h2>Banned from ${site}</h2>`}
      ${site !== undefined && items.length === 0 ? html`<p class="soft">Nothing is banned.</p>` : ''}
      <ol class="cards">
        ${items.map((one) => card(c, site as string, one, age))}
      </ol>
      <nav class="turns" aria-label="Pages">
        ${after === undefined ? '' : html`<a href="${bansPath({ site })}">← From the beginning</a>`}
        ${next === undefined ? '' : html`<a href="${BANS}?${more.toString()}">Next →</a>`}
      </nav>`
    return c.html(frame(c, 'Bans', main))
  })

const sitesWithComments = async ({ moderation }: Pick<Store, 'moderation'>): Promise<string[]> => [
  ...new Set((await moderation.totals(undefined)).map(({ siteId }) => siteId)),
]

const siteForm = (named: string | undefined, known: string[]): Html =>
  html`<form method="get" action="${BANS}" class="search">
    <label for="of-site" class="inline">Site</label>
    <input id="of-site" name="site" list="sites" required value="${named ?? ''}" autocomplete="off" />
    <datalist id="sites">${known.map((site) => html`<option value="${site}"></option>`)}</datalist>
    <button type="submit" class="plain">Show</button>
  </form>`

const banForm = (c: Context<Env>, { site, kind, value, span, why }: BanFields): Html =>
  html`<form method="post" action="${BANS}/add" class="order" aria-label="Ban from ${site}">
    ${sealFields({ csrf: sessionOf(c).csrf, back: bansPath({ site }) })}<input
      type="hidden"
      name="site"
      value="${site}"
    />
    <span class="pair">
      <label for="kind" class="inline">Ban</label>
      <select id="kind" name="kind">
        ${banKind.options.map(
          (one) => html`<option value="${one}" ${one === kind ? html`selected` : ''}>${kindNames[one]}</option>`,
        )}
      </select>
    </span>
    <span class="pair">
      <label for="value" class="inline">Phrase, host or author’s key</label>
      <input id="value" name="value" required maxlength="200" value="${value ?? ''}" dir="auto" autocomplete="off" />
    </span>
    <span class="pair">
      <label for="span" class="inline">For</label>
      <select id="span" name="span">
        <option value="">good</option>
        ${Object.keys(spans).map(
          (one) => html`<option value="${one}" ${one === span ? html`selected` : ''}>a ${one}</option>`,
        )}
      </select>
    </span>
    <span class="pair">
      <label for="why" class="inline">Note for moderators</label>
      <input id="why" name="why" maxlength="500" value="${why ?? ''}" dir="auto" autocomplete="off" />
    </span>
    <button type="submit" class="bad">Ban</button>
  </form>`

type Age = { ago: (at: Date) => string; now: Date }

const card = (c: Context<Env>, site: string, { id, kind, value, note, ...one }: Ban, { ago, now }: Age): Html => {
  const shown = kind === 'author' ? `key ${value.slice(0, 8)}…` : kind === 'host' ? readableHost(value) : value
  const where = kind === 'author' ? { author: value } : kind === 'host' ? { host: value } : { q: value }
  const from = listPath({ status: 'rejected' }, { site, ...where })
  return html`<li class="card">
    <p class="by" id="ban-${id}">
      ${kindNames[kind]} <b><bdi>${shown}</bdi></b> ${ending(one.until, now)}
    </p>
    <p class="soft">Banned by ${one.setBy} ${ago(one.createdAt)}.</p>
    ${note === undefined ? '' : html`<p class="quoted" dir="auto">${note}</p>`}
    ${
      mayDecide(c)
        ? html`<form method="post" action="${BANS}/lift" class="order" aria-labelledby="ban-${id}">
            ${sealFields({ csrf: sessionOf(c).csrf, back: hereOf(c) })}
            <input type="hidden" name="ban" value="${site}/${id}" />
            <button type="submit" class="plain">Lift</button>
          </form>`
        : ''
    }
    <p class="ways"><a href="${from}">Rejected comments</a></p>
  </li>`
}

const ending = (until: Date | undefined, now: Date): Html | string => {
  if (until === undefined) return 'for good'
  if (until <= now) return 'is over'
  return html`until
    <time datetime="${until.toISOString()}">${until.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>`
}
