import type { Deps } from '../context.ts'
import type { Route } from '../http/route.ts'
import { addSite } from './admin/add-site.ts'
import { addToken } from './admin/add-token.ts'
import { changeSite } from './admin/change-site.ts'
import { listSignInKeys } from './admin/list-sign-in-keys.ts'
import { listSites } from './admin/list-sites.ts'
import { listTokens } from './admin/list-tokens.ts'
import { removeSignInKey } from './admin/remove-sign-in-key.ts'
import { revokeToken } from './admin/revoke-token.ts'
import { setRules } from './admin/set-rules.ts'
import { setSignInKey } from './admin/set-sign-in-key.ts'
import { showRules } from './admin/show-rules.ts'
import { showSite } from './admin/show-site.ts'
import { addBan } from './moderator/add-ban.ts'
import { changeArticle } from './moderator/change-article.ts'
import { decideComments } from './moderator/decide-comments.ts'
import { listBans } from './moderator/list-bans.ts'
import { listDecisions } from './moderator/list-decisions.ts'
import { listModeration } from './moderator/list-moderation.ts'
import { listReports } from './moderator/list-reports.ts'
import { removeBan } from './moderator/remove-ban.ts'
import { setArticle } from './moderator/set-article.ts'
import { showComment } from './moderator/show-comment.ts'
import { undoDecision } from './moderator/undo-decision.ts'
import { appealComment } from './public/appeal-comment.ts'
import { deleteComment } from './public/delete-comment.ts'
import { editComment } from './public/edit-comment.ts'
import { listComments } from './public/list-comments.ts'
import { readChallenge } from './public/read-challenge.ts'
import { readEvents } from './public/read-events.ts'
import { readFeed } from './public/read-feed.ts'
import { readReceipt } from './public/read-receipt.ts'
import { readSets } from './public/read-sets.ts'
import { reportComment } from './public/report-comment.ts'
import { submitCommentForm } from './public/submit-comment-form.ts'
import { submitComment } from './public/submit-comment.ts'

/** Every route that is served from the endpoint table, by who calls it. */
export const routes = (deps: Deps): Route[] => [
  submitComment(deps),
  submitCommentForm(deps),
  readChallenge(deps),
  listComments(deps),
  readFeed(deps),
  readSets(deps),
  readEvents(deps),
  reportComment(deps),
  readReceipt(deps),
  editComment(deps),
  appealComment(deps),
  deleteComment(deps),

  listModeration(deps),
  decideComments(deps),
  undoDecision(deps),
  listDecisions(deps),
  showComment(deps),
  listBans(deps),
  addBan(deps),
  removeBan(deps),
  listReports(deps),
  setArticle(deps),
  changeArticle(deps),

  listSites(deps),
  addSite(deps),
  showSite(),
  changeSite(deps),
  showRules(),
  setRules(deps),
  listSignInKeys(deps),
  setSignInKey(deps),
  removeSignInKey(deps),
  listTokens(deps),
  addToken(deps),
  revokeToken(deps),
]
