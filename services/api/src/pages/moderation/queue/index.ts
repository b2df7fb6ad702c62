import type { QueuedComment } from '@parley/store'
import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import type { Deps, Env } from '../../../context.ts'
import type { Html } from '../../shell.ts'
import { speeches } from '../../words/speak.ts'
import { notesOn, selectedOn } from '../decisions/note.ts'
import { actionButtons, actionsFrom, reasonChoice, sealAt, sealFields, type FormSeal } from '../decisions/order-form.ts'
import { frame } from '../frame.ts'
import { readableHost } from '../readable-host.ts'
import { several, statusNames } from '../sentences.ts'
import { hereOf, HOME, mayDecide, sessionOf } from '../session/guard.ts'
import { card } from './card.ts'
import { filtersIn, listPath, tabs, type Filters } from './filters.ts'

const PAGE = 50

type Totals = { siteId: string; status: string; count: number }[]

/** GET /moderation: the comments of one status, oldest first, with what can be decided about them. */
export const commentQueue = ({ store, clock }: Pick<Deps, 'store' | 'clock'>): Hono<Env> =>
  new Hono<Env>().get(HOME, async (c) => {
    const filters = filtersIn(c.req.query())
    const { sites } = c.get('token')
    const { status, appeal, site, article, author, host, q, after } = filters
    const appealed = appeal !== undefined
    const title = appealed ? 'Appeals' : statusNames[status]
    const [{ items, next }, totals] = await Promise.all([
      store.moderation.list({
        sites,
        ...(appealed ? { appealed } : { status }),
        siteId: site,
        articleKey: article,
        authorKey: author,
        host,
        q,
        after,
        limit: PAGE,
      }),
      store.moderation.totals(sites),
    ])
    const seal = mayDecide(c) ? { csrf: sessionOf(c).csrf, back: hereOf(c) } : undefined
    const bulk = items.length > 1 && !appealed ? seal : undefined
    const selected = selectedOn(c)
    const notes = notesOn(c, items)
    const main = html`<h1>${title}</h1>
      ${notes.top} ${tabList(filters, totals)} ${search(filters, totals)}
      ${items.length === 0 ? html`<p class="soft">${next === undefined ? 'Nothing here.' : 'Nothing found so far. “Next” looks further.'}</p>` : ''}
      ${status === 'held' && !appealed && q === undefined && next !== undefined ? flood(site) : ''}
      <ol class="cards">
        ${items.map(
          (item, at) =>
            html`${notes.above(item)}
            ${card(item, {
              filters,
              seal: sealAt(seal, items, at),
              selectable: bulk !== undefined,
              ago: speeches.en.ago(item.createdAt, clock),
              checked: filters.all !== undefined || selected.has(item.id),
            })}`,
        )}
      </ol>
      <nav class="turns" aria-label="Pages">
        ${after === undefined ? '' : html`<a href="${listPath(filters)}">← From the beginning</a>`}
        ${next === undefined ? '' : html`<a href="${listPath(filters, { after: next })}">Next →</a>`}
      </nav>
      ${bulk === undefined ? '' : bulkBar(c, { items, filters, seal: bulk })}`
    return c.html(frame(c, title, main))
  })

const tabList = (filters: Filters, totals: Totals): Html => {
  const total = (status: string) =>
    totals
      .filter((one) => one.status === status && (filters.site === undefined || one.siteId === filters.site))
      .reduce((sum, { count }) => sum + count, 0)
  return html`<nav class="tabs" aria-label="By status">
    ${tabs.map(
      (status) =>
        html`<a
          href="${listPath(filters, { status, appeal: undefined })}"
          ${status === filters.status && filters.appeal === undefined ? html`aria-current="page"` : ''}
          >${statusNames[status]} <span class="total">${total(status)}</span></a
        > `,
    )}
    <a href="${listPath(filters, { appeal: 'open' })}" ${filters.appeal === undefined ? '' : html`aria-current="page"`}
      >Appeals</a
    >
  </nav>`
}

const search = (filters: Filters, totals: Totals): Html => {
  const sites = [...new Set(totals.map(({ siteId }) => siteId))]
  const narrowed = (['article', 'author', 'host'] as const).filter((name) => filters[name] !== undefined)
  return html`<form method="get" action="${HOME}" class="search" role="search">
      <input type="hidden" name="status" value="${filters.status}" />
      ${filters.appeal === undefined ? '' : html`<input type="hidden" name="appeal" value="${filters.appeal}" />`}
      ${narrowed.map((name) => html`<input type="hidden" name="${name}" value="${filters[name]}" />`)}
      <label for="q" class="inline">Text or name</label>
      <input id="q" name="q" type="search" maxlength="200" value="${filters.q ?? ''}" />
      ${
        sites.length > 1
          ? html`<label for="site" class="inline">Site</label>
              <select id="site" name="site">
                <option value="">all</option>
                ${sites.map((site) => html`<option value="${site}" ${site === filters.site ? html`selected` : ''}>${site}</option>`)}
              </select>`
          : ''
      }
      <button type="submit" class="plain">Search</button>
    </form>
    ${
      narrowed.length === 0
        ? ''
        : html`<p class="narrowed">
            ${narrowed.map((name) => {
              const only = `${name}: ${name === 'author' ? filters.author?.slice(0, 8) : readableHost(filters[name] ?? '')}`
              const to = listPath(filters, { [name]: undefined })
              return html`<a href="${to}" aria-label="${only}, no longer only this"
                >${only} <span aria-hidden="true">✕</span></a
              > `
            })}
          </p>`
    }`
}

/** More than a page is mostly a campaign, whose copies nobody has to read one by one. */
const flood = (site: string | undefined): Html =>
  html`<p class="soft">
    So many? What says nearly the same is decided together, by one press:
    <a href="${HOME}/waves${site === undefined ? '' : `?site=${site}`}">waves</a>.
  </p>`

/** Its first button is what Enter on a checkbox presses: one that does nothing, for the next would approve. */
const bulkBar = (
  c: Context<Env>,
  { items, filters, seal }: { items: QueuedComment[]; filters: Filters; seal: FormSeal },
): Html => {
  const here = filters.all === undefined ? listPath(filters, { after: filters.after, all: '1' }) : hereWithoutAll(c)
  return html`<form
    method="post"
    action="${HOME}/decide"
    id="bulk"
    class="bulk"
    aria-label="Decide about the selected comments"
  >
    ${sealFields({ ...seal, back: hereWithoutAll(c) })}
    <input type="submit" formmethod="dialog" formnovalidate hidden />
    <b>Selected:</b>
    ${actionButtons(actionsFrom(filters.status).filter((action) => action === 'approve'))}
    ${reasonChoice('bulk-reason')}
    ${actionButtons(actionsFrom(filters.status).filter((action) => action !== 'approve'))}
    <a href="${here}#bulk"
      >${filters.all === undefined ? `Select all ${several(items.length, 'comment')}` : 'Select none'}</a
    >
  </form>`
}

const hereWithoutAll = (c: Context<Env>): string => {
  const url = new URL(hereOf(c), 'http://here')
  url.searchParams.delete('all')
  return `${url.pathname}${url.search}`
}
