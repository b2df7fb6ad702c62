import { sql } from 'kysely'
import { appeals } from './appeals.ts'
import { findArticle, listArticles, mergeArticles, setArticle } from './articles.ts'
import { findSets } from './article-sets.ts'
import { readFigures, settleRestored } from './backup.ts'
import { bans } from './bans.ts'
import { countRejected } from './comments/count-rejected.ts'
import { decide } from './comments/decide.ts'
import { deleteComment } from './comments/delete.ts'
import { edit } from './comments/edit.ts'
import { listLatest } from './comments/latest.ts'
import { listVisible, type Page } from './comments/pages.ts'
import { claimForAsking, findFailing, findPending, recordFailures, voidLeases } from './comments/pending.ts'
import { findByReceipt } from './comments/receipt.ts'
import { submit } from './comments/submit.ts'
import { undo } from './comments/undo.ts'
import { counts } from './counts.ts'
import { keepsSettings, openDatabase, openPatiently, type Db } from './database.ts'
import { events } from './events.ts'
import { gatherFacts } from './facts.ts'
import { learning } from './learning/index.ts'
import { pendingMigrations } from './migrate.ts'
import { listComments } from './moderation/list-comments.ts'
import { listDecisions } from './moderation/list-decisions.ts'
import { showComment } from './moderation/show-comment.ts'
import { countByStatus } from './moderation/totals.ts'
import { recount } from './recount.ts'
import { openReplica, type ReadOptions } from './replica.ts'
import { reports } from './reports.ts'
import { scrub } from './scrub.ts'
import { getSecret, getSecrets } from './secrets.ts'
import { signInKeys } from './sign-in-keys.ts'
import { sites } from './sites.ts'
import { readStats } from './stats.ts'
import { tokens } from './tokens.ts'
import { waves } from './waves/waves.ts'

/** What a store is made of. `onRevision` is told each site's newest revision after the COMMIT that made it. */
export type StoreOptions = {
  url: string
  /** Connections at most. Submits and decisions that hang on locks may keep five each; others need some beside them. */
  poolSize?: number
  /** A replica for pages and feeds. Counts are not read there: they are answered from memory that follows the primary. */
  read?: ReadOptions | undefined
  onRevision?: (siteId: string, revision: number) => void
  onPoolError?: (error: Error) => void
}

/** Opens the store on a migrated PostgreSQL. Verbs answer with values and throw faults only. */
export const createStore = ({
  url,
  poolSize = 12,
  read,
  onRevision = () => undefined,
  onPoolError = () => undefined,
}: StoreOptions) => {
  const db = openDatabase(url, poolSize, onPoolError)
  const patient = openPatiently(url, 2, onPoolError) // connects when it is asked
  const replica = read && openReplica({ ...read, primary: db, poolSize })
  const told = (siteId: string, revision: number): void => read?.known.note(siteId, revision)
  const onRevisions = (revisions: Map<string, number>): void => {
    for (const [siteId, revision] of revisions) {
      told(siteId, revision)
      onRevision(siteId, revision)
    }
  }
  const fromReplica =
    <Args extends { siteId: string }, Answer>(verb: (from: Db) => (args: Args) => Promise<Answer>) =>
    (args: Args): Promise<Answer> =>
      replica ? replica.read(args.siteId, (from) => verb(from)(args)) : verb(db)(args)
  const close = async (): Promise<void> => {
    await replica?.close()
    await Promise.all([db.destroy(), patient.destroy()])
  }
  return {
    sites: sites(db, told),
    articles: {
      find: findArticle(db),
      list: listArticles(db),
      set: setArticle(db, onRevisions),
      merge: mergeArticles(db, onRevisions),
      sets: findSets(db),
    },
    counts: counts(db, told),
    events: events(db),
    comments: {
      submit: submit(db),
      edit: edit(db, onRevisions),
      delete: deleteComment(db, onRevisions),
      decide: decide(db, onRevisions),
      undo: undo(db, onRevisions),
      findByReceipt: findByReceipt(db),
      findPending: findPending(db),
      claimForAsking: claimForAsking(db),
      findFailing: findFailing(db),
      recordFailures: recordFailures(db),
      voidLeases: voidLeases(db),
      listVisible: async (wanted: Parameters<ReturnType<typeof listVisible>>[0]): Promise<Page> => {
        const page = await fromReplica(listVisible)(wanted)
        told(wanted.siteId, page.revision)
        return page
      },
      countRejected: countRejected(db),
      listLatest: fromReplica(listLatest),
    },
    appeals: appeals(db),
    facts: { gather: gatherFacts(db) },
    learning: learning(db),
    moderation: {
      list: listComments(db),
      totals: countByStatus(db),
      show: showComment(db),
      decisions: listDecisions(db),
      bans: bans(db),
      reports: reports(db).list,
    },
    reports: { add: reports(db).add },
    waves: waves(db, onRevisions),
    signInKeys: signInKeys(db),
    tokens: tokens(db),
    secrets: { get: getSecret(db), getAll: getSecrets(db) },
    recount: recount(patient, onRevisions),
    stats: readStats(db),
    backup: { figures: readFigures(patient), settleRestored: settleRestored(patient, voidLeases(patient)) },
    scrub: scrub(patient),
    migrations: { pending: pendingMigrations(db) },
    /** Whether what a connection asks for itself reaches the server: a pooler may leave it out. */
    keepsSettings: () => keepsSettings(db),
    /** Throws when the database does not answer. */
    health: async (): Promise<void> => {
      await sql`select 1`.execute(db)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The store's verbs, by the thing they are about. */
export type Store = ReturnType<typeof createStore>
