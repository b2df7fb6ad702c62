import type { Wave } from '@parley/store'
import { idOf } from './rows.ts'

/** A wave of five hundred. */
export const waveRow = (over: Partial<Wave> = {}): Wave => ({
  siteId: 'paper',
  id: idOf(700),
  size: 500,
  statuses: { held: 480, published: 20 },
  articles: 40,
  authors: 12,
  firstSeen: new Date('2026-11-23T10:00:00Z'),
  lastSeen: new Date('2026-11-23T11:00:00Z'),
  newest: idOf(699),
  growth: 30,
  samples: [{ id: idOf(1), status: 'held', body: 'Earn 500 a day, write to Anna' }],
  ...over,
})
