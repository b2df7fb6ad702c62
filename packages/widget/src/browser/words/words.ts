import type { AppealView, Reason, Status } from '@parley/contracts'

/** The languages that the element speaks. */
export const languages = ['be', 'de', 'en', 'es', 'fr', 'lt', 'pl', 'ru', 'uk'] as const
export type Language = (typeof languages)[number]

/** A phrase with a number in the place of `#`, by the language's own plural categories. */
export type Counted = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>

/** How long ago, from years to minutes, and just now. */
export type Ago = Record<'year' | 'month' | 'week' | 'day' | 'hour' | 'minute', Counted> & { now: string }

/** Why something the reader wanted was not done. */
export type Trouble =
  | 'empty'
  | 'long'
  | 'name'
  | 'closed'
  | 'parent'
  | 'deep'
  | 'changed'
  | 'often'
  | 'origin'
  | 'late'
  | 'gone'
  | 'away'
  | 'offline'
  | 'other'

/** All that the element says to a reader, in one language. `@` stands for a name. */
export type Words = {
  /** For a language that not every browser can tell the time in. */
  ago?: Ago
  title: string
  count: Counted
  loading: string
  failed: string
  again: string
  none: string
  closed: string
  more: string
  sort: string
  newest: string
  oldest: string
  anonymous: string
  yours: string
  edited: string
  deleted: string
  inReplyTo: string
  earlier: string
  permalink: string
  notHere: string
  arrived: Counted
  reply: string
  actions: string
  quote: string
  report: string
  edit: string
  remove: string
  receipt: string
  fold: Counted
  unfold: Counted
  write: string
  replyTo: string
  name: string
  nameHint: string
  signedIn: string
  text: string
  textHint: string
  left: Counted
  over: Counted
  trap: string
  send: string
  save: string
  sending: string
  /** Said after `away` or `offline`, of what is sent again by itself, and of what is not. */
  retrying: string
  kept: string
  cancel: string
  sent: string
  status: Record<Status, string>
  newVersion: string
  /** Of a published comment below one that is not shown. */
  hidden: string
  why: string
  reasons: Record<Reason, string>
  reportWhy: string
  reported: string
  removeSure: string
  removed: string
  appeal: string
  appealWhy: string
  appeals: Record<AppealView['status'], string>
  troubles: Record<Trouble, string>
  device: string
  deviceText: string
  forget: string
  forgetSure: string
  forgotten: string
}
