import { z } from 'zod'
import { always, endpoint, guarded, reading } from '../endpoint.ts'
import * as bans from '../bans.ts'
import * as moderation from '../moderation.ts'
import { MAX_PHRASES } from '../rules.ts'
import * as owner from '../site.ts'
import {
  articleKey,
  articleName,
  authorKey,
  cursor,
  isStorable,
  lineText,
  NOT_STORABLE,
  siteId,
  uuid,
  wholeNumber,
} from '../text.ts'
import { status } from '../words.ts'

const paging = { after: cursor.optional(), limit: wholeNumber(1, 100).optional() }
const bySite = z.object({ site: siteId.optional(), ...paging }).strict()
const article = z.object({ site: siteId, key: articleKey }).strict()
const articleProblems = [...always, ...guarded, ...reading, 'no-site', 'alias-taken'] as const

/** What moderators call, with a bearer token. */
export const moderatorEndpoints = {
  listModeration: endpoint({
    method: 'GET',
    path: '/v1/moderation/comments',
    who: 'reader',
    tag: 'moderation',
    says: 'Lists comments of one status, oldest first, with reasons and trace; held ones unless told otherwise, or those under appeal.',
    query: z
      .object({
        status: status.optional().describe('`held` when absent, any with `appeal`'),
        appeal: z.literal('open').optional().describe('Only what its author appealed against, and nobody answered'),
        site: siteId.optional(),
        article: articleName.optional().describe('A key; with `site` also an alias, or an address of it'),
        author: authorKey.optional(),
        host: lineText(253).optional(),
        q: z
          .string()
          .trim()
          .min(1)
          .max(200)
          .refine(isStorable, NOT_STORABLE)
          .optional()
          .describe(
            'A page looks through a part of the comments: one that holds few or none, and has `next`, is not the last',
          ),
        ...paging,
      })
      .strict(),
    answers: { 200: { says: 'One page', schema: moderation.moderationPage } },
    problems: [...always, ...guarded, 'invalid-request', 'invalid-cursor', 'no-site'],
  }),
  decideComments: endpoint({
    method: 'POST',
    path: '/v1/moderation/decisions',
    who: 'moderator',
    tag: 'moderation',
    says: 'Approves, rejects, holds or removes up to 500 comments. One decision a site.',
    body: moderation.decisionOrder,
    maxBytes: 131_072,
    answers: { 200: { says: 'What became of each', schema: moderation.madeDecision } },
    problems: [...always, ...guarded, ...reading],
  }),
  undoDecision: endpoint({
    method: 'POST',
    path: '/v1/moderation/decisions/{decision}/undo',
    who: 'moderator',
    tag: 'moderation',
    says: 'Takes a decision back where nothing happened since, counts included.',
    params: z.object({ decision: uuid }).strict(),
    query: z.object({ site: siteId.optional() }).strict(),
    answers: { 200: { says: 'What became of each', schema: moderation.undoneDecision } },
    problems: [...always, ...guarded, 'invalid-request', 'no-decision', 'already-undone'],
  }),
  listDecisions: endpoint({
    method: 'GET',
    path: '/v1/moderation/decisions',
    who: 'reader',
    tag: 'moderation',
    says: 'The audit log, newest first.',
    query: bySite,
    answers: { 200: { says: 'One page', schema: moderation.decisionPage } },
    problems: [...always, ...guarded, 'invalid-request', 'invalid-cursor', 'no-site'],
  }),
  showComment: endpoint({
    method: 'GET',
    path: '/v1/moderation/comments/{site}/{comment}',
    who: 'reader',
    tag: 'moderation',
    says: 'Every version, the history, the verdicts’ traces and near copies of one comment.',
    params: z.object({ site: siteId, comment: uuid }).strict(),
    answers: { 200: { says: 'All of it', schema: moderation.commentFile } },
    problems: [...always, ...guarded, 'invalid-request', 'no-comment'],
  }),
  listBans: endpoint({
    method: 'GET',
    path: '/v1/moderation/bans',
    who: 'reader',
    tag: 'moderation',
    says: 'The bans of a site, oldest first; a hundred of them unless told otherwise.',
    query: z.object({ site: siteId, ...paging }).strict(),
    answers: { 200: { says: 'One page', schema: bans.banPage } },
    problems: [...always, ...guarded, 'invalid-request', 'invalid-cursor', 'no-site'],
  }),
  addBan: endpoint({
    method: 'POST',
    path: '/v1/moderation/bans',
    who: 'moderator',
    tag: 'moderation',
    says: `Bans an author, a host or a phrase. At most ${MAX_PHRASES} phrases of a site stand at once.`,
    body: bans.banDraft,
    answers: { 201: { says: 'The ban', schema: bans.banView } },
    problems: [...always, ...guarded, ...reading, 'no-site', 'too-many-phrases'],
  }),
  removeBan: endpoint({
    method: 'DELETE',
    path: '/v1/moderation/bans/{site}/{ban}',
    who: 'moderator',
    tag: 'moderation',
    says: 'Lifts a ban.',
    params: z.object({ site: siteId, ban: uuid }).strict(),
    answers: { 204: { says: 'Lifted' } },
    problems: [...always, ...guarded, 'invalid-request', 'no-ban'],
  }),
  listReports: endpoint({
    method: 'GET',
    path: '/v1/moderation/reports',
    who: 'reader',
    tag: 'moderation',
    says: 'Readers’ flags, newest first.',
    query: bySite,
    answers: { 200: { says: 'One page', schema: moderation.reportPage } },
    problems: [...always, ...guarded, 'invalid-request', 'invalid-cursor', 'no-site'],
  }),
  setArticle: endpoint({
    method: 'PUT',
    path: '/v1/sites/{site}/articles/{key}',
    who: 'moderator',
    tag: 'articles',
    says: 'Sets what is known of an article, and makes it where there is none.',
    params: article,
    body: owner.articleDraft,
    answers: { 200: { says: 'The article', schema: owner.articleView } },
    problems: articleProblems,
  }),
  changeArticle: endpoint({
    method: 'PATCH',
    path: '/v1/sites/{site}/articles/{key}',
    who: 'moderator',
    tag: 'articles',
    says: 'Changes an article: title, address, aliases, mode, closed; or merges it into another.',
    params: article,
    body: owner.articleChange,
    answers: { 200: { says: 'The article, or the one it was merged into', schema: owner.articleView } },
    problems: [...articleProblems, 'no-article', 'same-article'],
  }),
}
