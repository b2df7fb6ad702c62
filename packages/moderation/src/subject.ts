import type { Mode, Rules } from '@parley/contracts'
import type { Signal } from './signal.ts'

/** What the api noticed while the reader's address was still known; kept with the comment, names nobody. */
export type SubmitFacts = {
  /** Comments from the same network in the last 600 s, this one included. Absent when it was not counted; kept only where they are many. */
  networkRecent?: number
  /** Milliseconds between the form being shown and sent. Absent when the form carried no signed time; kept only
   *  where that was too short. */
  formMs?: number
  /** Whether the form's hidden field, which people never see, was filled in. */
  trap?: boolean
  /** Whether a challenge or form token was sent and found wrong. */
  badChallenge?: boolean
  /** The queue or the sender's network was in trouble, and the form could not be asked for a proof of work. */
  underPressure?: boolean
  /** The form without JavaScript was used. */
  plainForm?: boolean
  /** Sent with a moderator's or admin's token. */
  staff?: boolean
}

/** An earlier comment of the same site whose text is the same or nearly so. */
export type Copy = {
  commentId: string
  /** The version whose text that is. */
  version: number
  /** Jaccard similarity of the two texts' fingerprints, 0 to 1; 1 means the same folded text. */
  similarity: number
  rejected: boolean
  /** No moderator turned it down: checks did, for this text or for what else it carried. */
  byChecks?: true | undefined
  sameArticle: boolean
  sameAuthor: boolean
  /** The wave that it is in. */
  waveId?: string | undefined
}

/** What was gathered about a comment before its checks run. Numbers are of the same site only. */
export type Facts = SubmitFacts & {
  author: {
    known: boolean
    published: number
    /** Rejected or removed in the last 90 days. */
    rejected90Days: number
    /** Decided among the last 20, and how many of those were rejected or removed. */
    lastDecided: number
    lastRejected: number
    /** Comments in the last 60 s, this one included. */
    recent: number
  }
  copies: Copy[]
  /** The wave of near-copies that a moderator rejected of late and this comment is near; absent where there is none. */
  wave?: { size: number }
  /** For each link host in the text: distinct authors who linked it in the last hour, and rejections that carried it. */
  hosts: Record<string, { authorsLastHour: number; rejected: number; published: number }>
  /** Bans in force: only this author's own, while hosts and phrases are compared with the text once more. */
  bans: { kind: 'author' | 'host' | 'phrase'; value: string }[]
  article: { title?: string | undefined }
  /** What others whom the site asks said of the comment; absent where it asks nobody. */
  outside?: Signal[]
}

/** One version of a comment with everything its checks may look at. */
export type Subject = {
  siteId: string
  commentId: string
  version: number
  body: string
  authorName?: string | undefined
  /** The article's mode when it has one, else the site's. */
  mode: Mode
  rules: Rules
  /** Hosts of the site itself, whose links are not foreign. */
  siteHosts: string[]
  facts: Facts
}
