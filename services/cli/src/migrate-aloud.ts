import { migrate, type Layout } from '@parley/store'
import type { Context } from './context.ts'

const WAITING = 'Waiting for another transaction that uses the tables, perhaps a backup. What serves meanwhile goes on.'

/** Migrates a database, and says so where that waits. Answers what it applied. */
export const migrateAloud = (
  url: string,
  { complain }: Pick<Context, 'complain'>,
  layout: Layout = {},
): Promise<string[]> => migrate(url, { ...layout, onWait: () => complain(WAITING) })
