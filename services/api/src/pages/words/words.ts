import type { Reason, Status } from '@parley/contracts'

/** The languages of the demo, by the codes in its addresses. */
export const languages = ['en', 'ru', 'be'] as const
export type Language = (typeof languages)[number]

/** All that the demo and the receipt say to a reader, in one language. */
export type Words = {
  language: string
  paper: string
  aboutDemo: string
  service: { docs: string; moderation: string }
  write: string
  skip: string
  commentsTitle: string
  /** A count with its noun, by the language's own plural categories. */
  comments: Record<Intl.LDMLPluralRule, string>
  none: string
  closed: string
  anonymous: string
  edited: string
  deleted: string
  reply: string
  replyTo: string
  inReplyTo: string
  earlier: string
  newer: string
  older: string
  form: {
    title: string
    replyTitle: string
    cancelReply: string
    name: string
    nameHint: string
    text: string
    textHint: string
    trap: string
    send: string
  }
  problems: {
    title: string
    text: string
    control: string
    name: string
    stale: string
    changed: string
    closed: string
    parent: string
    deep: string
    often: string
    origin: string
    other: string
  }
  yours: {
    title: string
    status: Record<Status, string>
    newVersion: string
    /** Said of a published comment below one that is not shown. */
    hidden: string
    reason: string
    again: string
    show: string
    receipt: string
    noCookie: string
  }
  receipt: {
    title: string
    keep: string
    back: string
    sent: string
    edit: string
    save: string
    saved: string
    same: string
    over: string
    remove: string
    removeHint: string
    removed: string
    unknown: string
  }
  appeal: {
    title: string
    why: string
    hint: string
    send: string
    taken: string
    wrong: string
    nothing: string
    open: string
    granted: string
    refused: string
  }
  reasons: Record<Reason, string>
  errors: { title: string; missing: string; away: string; other: string; toModeration: string }
}
