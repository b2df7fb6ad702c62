import type { Action, Status } from '@parley/contracts'

/** What a moderator made of a whole wave, until it is undone. */
export type WaveRuling = { action: Action; by: string; at: Date; decisionId: string }

/** Three near-copies or more on one site, whoever wrote them and under whichever articles. */
export type Wave = {
  siteId: string
  id: string
  size: number
  /** How many members' newest versions stand where. */
  statuses: Partial<Record<Status, number>>
  articles: number
  /** Authors told apart by their tokens; everybody without one counts for one. */
  authors: number
  firstSeen: Date
  lastSeen: Date
  /** The newest member: later ones came after this look at the wave. */
  newest: string
  /** How often comments joined it: what joined later has a greater one. */
  growth: number
  /** A few texts of it, the oldest first. */
  samples: { id: string; status: Status; body: string }[]
  ruling?: WaveRuling
}

/** One comment of a wave. */
export type WaveComment = {
  id: string
  version: number
  status: Status
  versionStatus: Status
  articleKey: string
  articleTitle?: string
  articleUrl?: string
  authorName?: string
  authorKey?: string
  body: string
  createdAt: Date
}
