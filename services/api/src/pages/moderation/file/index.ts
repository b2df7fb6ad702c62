import { ProblemError, siteId, uuid } from '@parley/contracts'
import type { CommentFile } from '@parley/store'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Deps, Env } from '../../../context.ts'
import { reaches } from '../../../lookups/tokens.ts'
import type { Html } from '../../shell.ts'
import { speeches } from '../../words/speak.ts'
import { bansPath } from '../bans/fields.ts'
import { noteOn } from '../decisions/note.ts'
import { orderForm } from '../decisions/order-form.ts'
import { against, bodyText } from '../evidence.ts'
import { frame } from '../frame.ts'
import { articleLink } from '../queue/card.ts'
import { readableHost } from '../readable-host.ts'
import { reasonName, statusName, statusNames } from '../sentences.ts'
import { hereOf, HOME, mayDecide, sessionOf } from '../session/guard.ts'
import { history, trace } from './trace.ts'

/** GET /moderation/comments/{site}/{comment}: every version, the history, the verdicts' trace, near copies and reports. */
export const commentPage = ({ store, clock }: Pick<Deps, 'store' | 'clock'>): Hono<Env> =>
  new Hono<Env>().get(`${HOME}/comments/:site/:comment`, async (c) => {
    const { site, comment: id } = c.req.param()
    const named = siteId.safeParse(site).success && uuid.safeParse(id).success && reaches(c.get('token'), site)
    const file = named ? await store.moderation.show(site, id) : undefined
    if (file === undefined) throw new ProblemError('no-comment')
    const { comment } = file
    const suggested = against(file.verdicts.at(-1)?.checks)[0]?.['reason']
    const ago = (at: Date) => html`<time datetime="${at.toISOString()}">${speeches.en.ago(at, clock)}</time>`
    const main = html`<h1>Comment by <bdi>${comment.authorName ?? 'Anonymous'}</bdi></h1>
      ${noteOn(c)} ${facts(file, ago)}
      ${
        mayDecide(c)
          ? orderForm(
              { csrf: sessionOf(c).csrf, back: hereOf(c) },
              comment,
              comment.versionStatus,
              typeof suggested === 'string' ? suggested : undefined,
              file.appeal?.status === 'open',
            )
          : ''
      }
      ${mayDecide(c) ? bansOf(file) : ''} ${appeal(file, ago)}
      <h2>Texts</h2>
      <ol class="cards">
        ${file.versions.toReversed().map((version) => oneVersion(file, version, ago))}
      </ol>
      <h2>History</h2>
      ${history(file.history, ago)}
      <h2>What the checks saw</h2>
      ${file.verdicts.length === 0 ? html`<p class="soft">No verdict yet.</p>` : file.verdicts.toReversed().map(trace)}
      ${copies(file)} ${reports(file, ago)}`
    return c.html(frame(c, 'Comment', main))
  })

/** The ways to turn away more of the same. */
const bansOf = ({ comment: { siteId: site, authorKey, hosts } }: CommentFile): Html | string => {
  const proposed = [
    ...(authorKey === undefined ? [] : [['the author', { site, kind: 'author', value: authorKey }] as const]),
    ...hosts.map((host) => [`links to ${readableHost(host)}`, { site, kind: 'host', value: host }] as const),
  ]
  if (proposed.length === 0) return ''
  return html`<p class="ways">
    ${proposed.map(([what, ban], at) => html`${at === 0 ? '' : ' · '}<a href="${bansPath(ban)}">Ban ${what}…</a>`)}
  </p>`
}

type Ago = (at: Date) => Html

const facts = ({ comment }: CommentFile, ago: Ago): Html =>
  html`<dl class="facts">
    <div>
      <dt>Stands</dt>
      <dd>${statusNames[comment.status]}${comment.visible ? ', readers see it' : ', readers do not see it'}</dd>
    </div>
    ${
      comment.versionStatus === comment.status
        ? ''
        : html`<div>
            <dt>Newest text</dt>
            <dd>version ${comment.version}: ${statusNames[comment.versionStatus]}</dd>
          </div>`
    }
    <div>
      <dt>Article</dt>
      <dd>${articleLink(comment)}</dd>
    </div>
    <div>
      <dt>Sent</dt>
      <dd>${ago(comment.createdAt)}</dd>
    </div>
    ${
      comment.parentId === undefined
        ? ''
        : html`<div>
            <dt>Replies to</dt>
            <dd><a href="${HOME}/comments/${comment.siteId}/${comment.parentId}">another comment</a></dd>
          </div>`
    }
    ${
      comment.hosts.length === 0
        ? ''
        : html`<div>
            <dt>Links to</dt>
            <dd>${comment.hosts.map(readableHost).join(', ')}</dd>
          </div>`
    }
  </dl>`

const oneVersion = ({ verdicts }: CommentFile, one: CommentFile['versions'][number], ago: Ago): Html =>
  html`<li class="card">
    <p class="by"><b>Version ${one.version}</b> ${statusName(one.status)} ${ago(one.createdAt)}</p>
    ${bodyText(one.body, verdicts.find(({ version }) => version === one.version)?.checks)}
  </li>`

const appeal = ({ appeal: made }: CommentFile, ago: Ago): Html | string => {
  if (made === undefined) return ''
  return html`<h2>Appeal</h2>
    <div class="why appeal">
      <p class="by"><b>Version ${made.version}</b> ${answers[made.status]} ${ago(made.at)}</p>
      ${made.text === undefined ? '' : bodyText(made.text, [])}
    </div>`
}

const answers = { open: 'Waits for an answer.', granted: 'Granted.', refused: 'Refused.' } as const

const copies = ({ copies: near, comment }: CommentFile): Html | string => {
  if (near.length === 0) return ''
  return html`<h2>Near copies</h2>
    <ul class="cards">
      ${near.map(
        ({ id, similarity, status, body }) =>
          html`<li class="card">
            <p class="by">
              <a href="${HOME}/comments/${comment.siteId}/${id}">${Math.round(similarity * 100)} % alike</a>
              ${statusName(status)}
            </p>
            ${bodyText(body, [])}
          </li>`,
      )}
    </ul>`
}

const reports = ({ reports: flags }: CommentFile, ago: Ago): Html | string => {
  if (flags.length === 0) return ''
  return html`<h2>Readers’ reports</h2>
    <ul>
      ${flags.map(
        ({ reason, version, note, at }) =>
          html`<li>
            ${reasonName(reason)}, version ${version},
            ${ago(at)}${note === undefined ? '' : html`: <q dir="auto">${note}</q>`}
          </li>`,
      )}
    </ul>`
}
