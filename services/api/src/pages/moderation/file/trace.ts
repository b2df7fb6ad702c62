import type { CommentFile, HistoryEntry } from '@parley/store'
import { html } from 'hono/html'
import type { Html } from '../../shell.ts'
import { tracesOf, type Signal } from '../evidence.ts'
import { deed, doer, reasonName, statusName } from '../sentences.ts'

/** What happened to a comment, oldest first, one sentence a step. */
export const history = (entries: HistoryEntry[], ago: (at: Date) => Html): Html => {
  if (entries.length === 0) return html`<p class="soft">Nothing yet.</p>`
  return html`<ol class="history">
    ${entries.map((entry) => html`<li>${step(entry)}<span class="soft">, ${ago(entry.at)} · revision ${entry.revision}</span></li>`)}
  </ol>`
}

const step = ({ kind, version, fromVersion, toVersion, decision }: HistoryEntry): Html => {
  if (decision === undefined) return html`${kind === 'edit' ? `The author sent version ${version}` : kind}`
  const { actor, name, action, reason, note } = decision
  return html`<b>${doer(actor, name)}</b> ${deed(action)} version ${version}: ${statusName(fromVersion)} →
    ${statusName(toVersion)}${reason === undefined ? '' : ` (${reasonName(reason)})`}${
      note === undefined ? '' : html` <q dir="auto">${note}</q>`
    }`
}

/** A verdict's checks in the order they ran, with what each noticed, its weight and its time. */
export const trace = ({ version, outcome, checks, models, ms }: CommentFile['verdicts'][number]): Html =>
  html`<section class="trace">
    <h3>Version ${version}: ${statusName(outcome)} in ${ms.toFixed(1)} ms</h3>
    ${models.length === 0 ? '' : html`<p>Models: ${models.join(', ')}</p>`}
    <div class="wide" tabindex="0" role="region" aria-label="Checks of version ${version}">
      <table>
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">Noticed</th>
            <th scope="col">Spam</th>
            <th scope="col">Abuse</th>
            <th scope="col">ms</th>
          </tr>
        </thead>
        <tbody>
          ${tracesOf(checks).map(
            (one) =>
              html`<tr>
                <th scope="row">${one.check} <span class="soft">v${one.version}</span></th>
                <td>
                  ${one.signals.length === 0 ? html`<span class="soft">nothing</span>` : one.signals.map(({ says, code }) => html`<p>${says} <code>${code}</code></p>`)}
                </td>
                <td>${total(one.signals, 'spam')}</td>
                <td>${total(one.signals, 'abuse')}</td>
                <td>${one.ms.toFixed(2)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`

const total = (signals: Signal[], what: 'spam' | 'abuse'): string => {
  const sum = signals.reduce((all, signal) => all + (signal[what] ?? 0), 0)
  return sum === 0 ? '' : sum.toFixed(1)
}
