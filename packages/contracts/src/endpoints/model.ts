import { z } from 'zod'
import { always, endpoint, guarded, reading } from '../endpoint.ts'
import * as model from '../model.ts'
import { cursor, siteId, uuid, wholeNumber } from '../text.ts'

const site = z.object({ site: siteId }).strict()
const siteProblems = [...always, ...guarded, 'no-site'] as const
const status = { 200: { says: 'How it stands now', schema: model.modelStatus } }
const asked = { 202: { says: 'Asked of a worker', schema: model.askedOfWorker } }

/** What a site learned from its moderators: admins look at it and steer it, moderators answer its audits. */
export const modelEndpoints = {
  showModel: endpoint({
    method: 'GET',
    path: '/v1/sites/{site}/model',
    who: 'admin',
    tag: 'model',
    says: 'What goes by itself now, at which measured error, and what the next hundred decisions would open.',
    params: site,
    answers: status,
    problems: siteProblems,
  }),
  freezeModel: endpoint({
    method: 'POST',
    path: '/v1/sites/{site}/model/freeze',
    who: 'admin',
    tag: 'model',
    says: 'Stops learning and promotion: what is in service stays.',
    params: site,
    answers: status,
    problems: siteProblems,
  }),
  thawModel: endpoint({
    method: 'POST',
    path: '/v1/sites/{site}/model/thaw',
    who: 'admin',
    tag: 'model',
    says: 'Lets a frozen model learn again.',
    params: site,
    answers: status,
    problems: siteProblems,
  }),
  rollBackModel: endpoint({
    method: 'POST',
    path: '/v1/sites/{site}/model/rollback',
    who: 'admin',
    tag: 'model',
    says: 'Puts an older version into service. The next one must win its place on decisions made from now on.',
    params: site,
    body: model.rollbackOrder,
    answers: status,
    problems: [...siteProblems, ...reading, 'no-version'],
  }),
  rebuildModel: endpoint({
    method: 'POST',
    path: '/v1/sites/{site}/model/rebuild',
    who: 'admin',
    tag: 'model',
    says: 'Learns anew from the log what the version in service had learned; an unchanged log gives the same bytes.',
    params: site,
    answers: asked,
    problems: siteProblems,
  }),
  startBacktest: endpoint({
    method: 'POST',
    path: '/v1/sites/{site}/backtests',
    who: 'moderator',
    tag: 'model',
    says: 'Tries other rules, or another version of the model, on the newest decisions that people made.',
    params: site,
    body: model.backtestOrder,
    maxBytes: 1_048_576,
    answers: asked,
    problems: [...siteProblems, ...reading],
  }),
  showBacktest: endpoint({
    method: 'GET',
    path: '/v1/sites/{site}/backtests/{backtest}',
    who: 'moderator',
    tag: 'model',
    says: 'What a backtest found, with examples. Kept for a week.',
    params: z.object({ site: siteId, backtest: uuid }).strict(),
    answers: { 200: { says: 'What it found, once it is done', schema: model.backtestView } },
    problems: [...always, ...guarded, 'invalid-request', 'no-backtest'],
  }),
  listAudits: endpoint({
    method: 'GET',
    path: '/v1/moderation/audits',
    who: 'reader',
    tag: 'moderation',
    says: 'Comments drawn at random for a blind look, oldest first; nothing says what the checks made of them.',
    query: z
      .object({ site: siteId.optional(), after: cursor.optional(), limit: wholeNumber(1, 100).optional() })
      .strict(),
    answers: { 200: { says: 'One page', schema: model.auditPage } },
    problems: [...always, ...guarded, 'invalid-request', 'invalid-cursor', 'no-site'],
  }),
  answerAudit: endpoint({
    method: 'POST',
    path: '/v1/moderation/audits/{site}/{comment}',
    who: 'moderator',
    tag: 'moderation',
    says: 'Decides an audited comment: an ordinary decision, which stands.',
    params: z.object({ site: siteId, comment: uuid }).strict(),
    body: model.auditAnswer,
    answers: { 204: { says: 'Decided' } },
    problems: [...always, ...guarded, ...reading, 'no-audit'],
  }),
}
