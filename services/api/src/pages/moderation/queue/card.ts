import type { QueuedComment } from '@parley/store'
import { html } from 'hono/html'
import { demoArticleKey, demoSite } from '../../demo/articles.ts'
import type { Html } from '../../shell.ts'
import { fieldOf, orderForm, type FormSeal } from '../decisions/order-form.ts'
import { against, bodyText } from '../evidence.ts'
import { reasonName, several, statusName } from '../sentences.ts'
import { HOME } from '../session/guard.ts'
import { listPath, type Filters } from './filters.ts'

/** What a card is shown with: where it stands in the list, how old it is, the form's seal for who may decide, and whether it
 *  can be selected for what is decided about several. */
export type CardPlace = {
  filters: Filters
  ago: string
  seal: FormSeal | undefined
  selectable: boolean
  checked: boolean
}

/** One comment as a moderator sees it: its text, why it is here, and what can be done. */
export const card = (item: QueuedComment, { filters, ago, seal, selectable, checked }: CardPlace): Html => {
  const name = item.authorName ?? 'Anonymous'
  return html`<li class="card" id="c-${item.id}">
    <article aria-labelledby="by-${item.id} on-${item.id}">
      <p class="by">
        ${
          selectable
            ? html`<input
                type="checkbox"
                form="bulk"
                name="${fieldOf(item)}"
                aria-label="Select the comment by ${name}"
                ${checked ? html`checked` : ''}
              />`
            : ''
        }
        <b id="by-${item.id}"><bdi>${name}</bdi></b>
        <time datetime="${item.createdAt.toISOString()}">${ago}</time>
        <span class="on" id="on-${item.id}">on ${articleLink(item)}</span>
      </p>
      ${
        item.status === item.versionStatus
          ? ''
          : html`<p class="soft">
              A new text (version ${item.version}) of a comment that is ${statusName(item.status).toLowerCase()}.
            </p>`
      }
      ${bodyText(item.body, item.verdict?.checks)} ${whyHere(item)} ${appealIn(item)}
      ${seal === undefined ? '' : orderForm(seal, item, item.versionStatus, item.reason ?? verdictReason(item), item.appeal !== undefined)}
      <p class="ways">
        <a href="${HOME}/comments/${item.siteId}/${item.id}">History</a>
        ${
          item.authorKey === undefined
            ? ''
            : html` ·
                <a href="${listPath({ status: filters.status }, { site: item.siteId, author: item.authorKey })}"
                  >Same author</a
                >`
        }
        ·
        <a href="${listPath({ status: filters.status }, { site: item.siteId, article: item.articleKey })}"
          >Same article</a
        >
      </p>
    </article>
  </li>`
}

const verdictReason = ({ verdict }: QueuedComment): string | undefined => {
  const worst = against(verdict?.checks)[0]?.['reason']
  return typeof worst === 'string' ? worst : undefined
}

/** The reason of the last decision, then what the checks saw, in their own sentences. */
const whyHere = ({ reason, verdict, reports }: QueuedComment): Html | string => {
  const signals = against(verdict?.checks)
  if (reason === undefined && signals.length === 0 && reports === 0) return ''
  return html`<div class="why">
    ${reason === undefined ? '' : html`<p><b>${reasonName(reason)}</b></p>`}
    <ul>
      ${signals.map(({ says }) => html`<li>${says}</li>`)}
      ${reports > 0 ? html`<li>${several(reports, 'reader')} reported it</li>` : ''}
    </ul>
  </div>`
}

/** What its author says against the decision. */
const appealIn = ({ appeal }: QueuedComment): Html | string =>
  appeal === undefined
    ? ''
    : html`<div class="why appeal">
        <p><b>Its author appeals</b></p>
        ${bodyText(appeal.text, [])}
      </div>`

/** The article's name, as a link where readers can open it. */
export const articleLink = ({
  siteId,
  articleKey,
  articleTitle,
  articleUrl,
}: Pick<QueuedComment, 'siteId' | 'articleKey' | 'articleTitle' | 'articleUrl'>): Html => {
  const name = html`<bdi>${articleTitle ?? articleKey}</bdi> (${siteId})`
  const to = articleUrl ?? (siteId === demoSite && articleKey === demoArticleKey ? '/demo' : undefined)
  return to === undefined ? name : html`<a href="${to}" rel="noreferrer">${name}</a>`
}
