import type { EndpointName } from '@parley/contracts'
import { secretOf, type Asked } from './api-client.ts'

/** What belongs to `paper` and nobody of `other` may learn or touch. */
export type Rows = {
  id: string
  pending: string
  receipt: string
  decision: string
  ban: string
  wave: string
  cursor: string
  queue: string
  audits: string
  backtest: string
}

/** A try by somebody of `other`. `is`: how it is refused, or `harmless` where it may succeed on the other's own rows. */
export type Try = { line: string; is: string } & Asked

/** What is in each text of `paper`. */
export const SECRET = 'PLANTED'
export const KEY = `${SECRET}-article`
/** An article that `other` has none of the same key as. */
export const ONLY = `${SECRET}-only`
const by = (token: string) => ({ token: `other-${token}` })
const foreign = { headers: { origin: 'https://other.example' } }

/** Every endpoint has its tries: a new one fails `api-isolation.test.ts` until it has some. */
export const tries: Record<EndpointName, (rows: Rows) => Try[]> = {
  submitComment: ({ id }) => [
    {
      line: 'POST /v1/sites/paper/comments',
      body: { article: { key: KEY }, body: 'x' },
      ...foreign,
      is: 'foreign-origin',
    },
    {
      line: 'POST /v1/sites/other/comments',
      body: { article: { key: KEY }, body: 'x', parentId: id },
      is: 'parent-not-visible',
    },
    {
      line: 'POST /v1/sites/other/comments',
      body: { article: { url: 'https://paper.example/a' }, body: 'x' },
      is: 'foreign-article-url',
    },
    {
      line: 'POST /v1/sites/paper/comments',
      body: { article: { key: KEY }, body: 'x' },
      token: 'nobody',
      is: 'token-needed',
    },
  ],
  submitCommentForm: () => [
    {
      line: 'POST /v1/sites/paper/comments/form',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://other.example' },
      is: 'foreign-origin',
    },
  ],
  readChallenge: () => [
    { line: 'GET /v1/sites/other/challenge', is: 'harmless' },
    { line: 'GET /v1/sites/nobody/challenge', is: 'no-site' },
  ],
  listComments: ({ cursor }) => [
    { line: `GET /v1/sites/other/comments?article=${KEY}`, is: 'harmless' },
    { line: `GET /v1/sites/other/comments?article=${KEY}&after=${cursor}`, is: 'invalid-cursor' },
  ],
  readCounts: () => [
    { line: `GET /v1/sites/other/counts?article=${KEY}`, is: 'harmless' },
    { line: 'GET /v1/sites/other/counts?since=0', is: 'harmless' },
  ],
  readCountsInBulk: () => [{ line: 'POST /v1/sites/other/counts', body: { articles: [KEY] }, is: 'harmless' }],
  readSets: () => [{ line: `GET /v1/sites/other/sets?article=${KEY}`, is: 'harmless' }],
  readFeed: () => [
    { line: `GET /v1/sites/other/feed?article=${KEY}`, is: 'harmless' },
    { line: 'GET /v1/sites/other/feed?format=rss', is: 'harmless' },
  ],
  readEvents: () => [
    { line: `HEAD /v1/sites/other/events?article=${KEY}`, is: 'harmless' },
    { line: 'GET /v1/sites/nobody/events', is: 'no-site' },
  ],
  reportComment: ({ id }) => [
    { line: `POST /v1/sites/other/comments/${id}/reports`, body: { reason: 'spam' }, is: 'no-comment' },
    { line: `POST /v1/sites/paper/comments/${id}/reports`, body: { reason: 'spam' }, ...foreign, is: 'foreign-origin' },
  ],
  readReceipt: ({ receipt, pending }) => [
    { line: `GET /v1/receipts/${receipt.replace('paper', 'other')}`, is: 'no-receipt' },
    { line: `GET /v1/receipts/${receipt.replace(/\.[0-9a-f-]{36}\./, `.${pending}.`)}`, is: 'no-receipt' },
  ],
  editComment: ({ receipt }) => [
    { line: `PATCH /v1/receipts/${receipt.replace('paper', 'other')}`, body: { body: 'x' }, is: 'no-receipt' },
    { line: `PATCH /v1/receipts/${receipt}`, body: { body: 'x' }, ...foreign, is: 'foreign-origin' },
  ],
  appealComment: ({ receipt }) => [
    { line: `POST /v1/receipts/${receipt.replace('paper', 'other')}/appeal`, body: { text: 'x' }, is: 'no-receipt' },
    { line: `POST /v1/receipts/${receipt}/appeal`, body: { text: 'x' }, ...foreign, is: 'foreign-origin' },
  ],
  deleteComment: ({ receipt }) => [
    { line: `DELETE /v1/receipts/${receipt.replace('paper', 'other')}`, is: 'no-receipt' },
    { line: `DELETE /v1/receipts/${receipt}`, ...foreign, is: 'foreign-origin' },
  ],
  listModeration: ({ queue }) => [
    { line: 'GET /v1/moderation/comments?status=pending', ...by('reader'), is: 'harmless' },
    { line: `GET /v1/moderation/comments?status=published&q=${SECRET}`, ...by('admin'), is: 'harmless' },
    { line: 'GET /v1/moderation/comments?site=paper', ...by('admin'), is: 'no-site' },
    {
      line: `GET /v1/moderation/comments?status=pending&site=other&after=${queue}`,
      ...by('reader'),
      is: 'invalid-cursor',
    },
  ],
  decideComments: ({ pending }) =>
    ['paper', 'other'].map((site) => ({
      line: 'POST /v1/moderation/decisions',
      body: { comments: [{ site, id: pending, version: 1 }], action: 'approve' },
      ...by('admin'),
      is: 'gone',
    })),
  undoDecision: ({ decision }) =>
    ['', '?site=paper', '?site=other'].map((query) => ({
      line: `POST /v1/moderation/decisions/${decision}/undo${query}`,
      ...by('admin'),
      is: 'no-decision',
    })),
  listDecisions: () => [
    { line: 'GET /v1/moderation/decisions', ...by('reader'), is: 'harmless' },
    { line: 'GET /v1/moderation/decisions?site=paper', ...by('admin'), is: 'no-site' },
  ],
  showComment: ({ id }) =>
    ['paper', 'other'].map((site) => ({
      line: `GET /v1/moderation/comments/${site}/${id}`,
      ...by('admin'),
      is: 'no-comment',
    })),
  listWaves: () => [
    { line: 'GET /v1/moderation/waves', ...by('reader'), is: 'harmless' },
    { line: 'GET /v1/moderation/waves?site=paper', ...by('admin'), is: 'no-site' },
  ],
  showWave: ({ wave }) => [
    { line: `GET /v1/moderation/waves/paper/${wave}`, ...by('admin'), is: 'no-site' },
    { line: `GET /v1/moderation/waves/other/${wave}`, ...by('admin'), is: 'no-wave' },
  ],
  decideWave: ({ wave }) =>
    (['paper', 'other'] as const).map((site) => ({
      line: `POST /v1/moderation/waves/${site}/${wave}/decisions`,
      body: { action: 'approve' },
      ...by('admin'),
      is: site === 'paper' ? 'no-site' : 'no-wave',
    })),
  listBans: () => [{ line: 'GET /v1/moderation/bans?site=paper', ...by('admin'), is: 'no-site' }],
  addBan: () => [
    {
      line: 'POST /v1/moderation/bans',
      body: { site: 'paper', kind: 'phrase', value: 'a' },
      ...by('admin'),
      is: 'no-site',
    },
  ],
  removeBan: ({ ban }) =>
    ['paper', 'other'].map((site) => ({
      line: `DELETE /v1/moderation/bans/${site}/${ban}`,
      ...by('admin'),
      is: 'no-ban',
    })),
  listReports: () => [
    { line: 'GET /v1/moderation/reports', ...by('reader'), is: 'harmless' },
    { line: 'GET /v1/moderation/reports?site=paper', ...by('admin'), is: 'no-site' },
  ],
  setArticle: () => [
    { line: `PUT /v1/sites/paper/articles/${KEY}`, body: { closed: true }, ...by('admin'), is: 'no-site' },
    { line: `PUT /v1/sites/other/articles/${KEY}`, body: { closed: true }, ...by('admin'), is: 'harmless' },
  ],
  changeArticle: () => [
    { line: `PATCH /v1/sites/paper/articles/${KEY}`, body: { closed: true }, ...by('admin'), is: 'no-site' },
    {
      line: 'PATCH /v1/sites/other/articles/own',
      body: { mergeInto: ONLY },
      ...by('admin'),
      is: 'no-article',
    },
  ],
  listSites: () => [{ line: 'GET /v1/sites', ...by('admin'), is: 'harmless' }],
  addSite: () => [
    {
      line: 'POST /v1/sites',
      body: { id: 'paper', name: 'x', hosts: ['other.example'] },
      ...by('admin'),
      is: 'token-too-weak',
    },
  ],
  showSite: () => [{ line: 'GET /v1/sites/paper', ...by('admin'), is: 'no-site' }],
  changeSite: () => [{ line: 'PATCH /v1/sites/paper', body: { mode: 'post' }, ...by('admin'), is: 'no-site' }],
  showRules: () => [{ line: 'GET /v1/sites/paper/rules', ...by('admin'), is: 'no-site' }],
  setRules: () => [{ line: 'PUT /v1/sites/paper/rules', body: {}, ...by('admin'), is: 'no-site' }],
  listSignInKeys: () => [{ line: 'GET /v1/sites/paper/sign-in-keys', ...by('admin'), is: 'no-site' }],
  setSignInKey: () => [
    {
      line: 'PUT /v1/sites/paper/sign-in-keys/mine',
      body: { alg: 'HS256', secret: 'a'.repeat(43) },
      ...by('admin'),
      is: 'no-site',
    },
  ],
  removeSignInKey: () => [{ line: 'DELETE /v1/sites/paper/sign-in-keys/theirs', ...by('admin'), is: 'no-site' }],
  listTokens: () => [{ line: 'GET /v1/tokens', ...by('admin'), is: 'token-too-weak' }],
  addToken: () => [
    {
      line: 'POST /v1/tokens',
      body: { name: 'x', role: 'admin', sites: ['paper'] },
      ...by('admin'),
      is: 'token-too-weak',
    },
  ],
  revokeToken: () => [{ line: 'DELETE /v1/tokens/paper-admin', ...by('admin'), is: 'token-too-weak' }],
  analyzeComment: () => [
    { line: 'POST /v1alpha1/comments:analyze?key=nobody', body: { comment: { text: KEY } }, is: '403' },
    {
      line: `POST /v1alpha1/comments:analyze?key=${secretOf('other-reader')}`,
      body: { comment: { text: 'Hello' }, requestedAttributes: { TOXICITY: {} } },
      is: 'harmless',
    },
  ],
  showModel: () => [{ line: 'GET /v1/sites/paper/model', ...by('admin'), is: 'no-site' }],
  freezeModel: () => [{ line: 'POST /v1/sites/paper/model/freeze', ...by('admin'), is: 'no-site' }],
  thawModel: () => [{ line: 'POST /v1/sites/paper/model/thaw', ...by('admin'), is: 'no-site' }],
  rollBackModel: () => [
    { line: 'POST /v1/sites/paper/model/rollback', body: { version: 0 }, ...by('admin'), is: 'no-site' },
  ],
  rebuildModel: () => [{ line: 'POST /v1/sites/paper/model/rebuild', ...by('admin'), is: 'no-site' }],
  startBacktest: () => [{ line: 'POST /v1/sites/paper/backtests', body: {}, ...by('admin'), is: 'no-site' }],
  showBacktest: ({ backtest }) =>
    ['paper', 'other'].map((site) => ({
      line: `GET /v1/sites/${site}/backtests/${backtest}`,
      ...by('admin'),
      is: 'no-backtest',
    })),
  listAudits: ({ audits }) => [
    { line: 'GET /v1/moderation/audits', ...by('reader'), is: 'harmless' },
    { line: 'GET /v1/moderation/audits?site=paper', ...by('admin'), is: 'no-site' },
    { line: `GET /v1/moderation/audits?site=other&after=${audits}`, ...by('reader'), is: 'invalid-cursor' },
  ],
  answerAudit: ({ pending }) =>
    ['paper', 'other'].map((site) => ({
      line: `POST /v1/moderation/audits/${site}/${pending}`,
      body: { version: 1, action: 'approve' },
      ...by('admin'),
      is: 'no-audit',
    })),
  readHealth: () => [{ line: 'GET /healthz', is: 'harmless' }],
  readReadiness: () => [{ line: 'GET /readyz', is: 'harmless' }],
  readMetrics: () => [{ line: 'GET /metrics', is: 'harmless' }],
  readDocument: () => [{ line: 'GET /openapi.json', is: 'harmless' }],
}
