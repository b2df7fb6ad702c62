import { actions, statuses } from '@parley/contracts'
import type { Wave } from '@parley/store'
import { html } from 'hono/html'
import type { Html } from '../../shell.ts'
import { actionButtons, reasonChoice, sealFields, type FormSeal } from '../decisions/order-form.ts'
import { bodyText } from '../evidence.ts'
import { deed, several, statusNames } from '../sentences.ts'
import { HOME } from '../session/guard.ts'

/** One wave: how large and where, a few of its texts, what was made of it, and the form that decides all of it. */
export const waveCard = (
  wave: Wave,
  { seal, ago }: { seal: FormSeal | undefined; ago: (at: Date) => string },
): Html => {
  const standing = statuses.flatMap((status) => {
    const count = wave.statuses[status] ?? 0
    return count === 0 ? [] : [`${count} ${statusNames[status].toLowerCase()}`]
  })
  const [from, to] = [ago(wave.firstSeen), ago(wave.lastSeen)]
  return html`<li class="card" id="w-${wave.id}">
    <p class="by" id="by-${wave.id}">
      <b>${several(wave.size, 'comment')}</b> under ${several(wave.articles, 'article')} of <b>${wave.siteId}</b>
      <time datetime="${wave.lastSeen.toISOString()}">${from === to ? to : `${from} to ${to}`}</time>
    </p>
    <p>${standing.join(', ')}</p>
    ${
      wave.ruling === undefined
        ? ''
        : html`<p class="soft">${wave.ruling.by} ${deed(wave.ruling.action)} it ${ago(wave.ruling.at)}.</p>`
    }
    ${wave.samples.map(
      ({ id, body }) =>
        html`${bodyText(body, [])}
          <p class="ways"><a href="${HOME}/comments/${wave.siteId}/${id}">History</a></p>`,
    )}
    ${seal === undefined ? '' : orderForm(seal, wave)}
  </li>`
}

const orderForm = (seal: FormSeal, { siteId, id, newest, growth, ruling }: Wave): Html =>
  html`<form method="post" action="${HOME}/waves/decide" class="order" aria-labelledby="by-${id}">
    ${sealFields(seal)}
    <input type="hidden" name="wave" value="${siteId}/${id}" />
    <input type="hidden" name="upTo" value="${newest}" />
    <input type="hidden" name="growth" value="${growth}" />
    <input type="hidden" name="ruling" value="${ruling?.decisionId ?? 'none'}" />
    <b>All:</b> ${actionButtons(['approve'])} ${reasonChoice(`reason-${id}`, 'spam')}
    ${actionButtons(actions.filter((action) => action !== 'approve'))}
  </form>`
