import { setTimeout as delay } from 'node:timers/promises'
import type { Book } from './book.ts'
import type { World } from './world.ts'

/** What PostgreSQL or a service says of a deadlock. */
const toldOf = /40P01|deadlock detected/i

/** Counts the deadlocks of a run's database while it is played with, for a server that is killed forgets what it counted. */
export const countDeadlocks = (world: World, going: () => boolean) => {
  let ofEarlierLives = 0
  let ofThisLife = 0
  const look = async (): Promise<void> => {
    const [row] = await world.sql<{ deadlocks: number }>(
      'select deadlocks::int from pg_stat_database where datname = current_database()',
    )
    const now = row?.deadlocks ?? 0
    if (now < ofThisLife) ofEarlierLives += ofThisLife
    ofThisLife = now
  }
  const looking = (async () => {
    while (going()) {
      await look().catch(() => undefined)
      await delay(500)
    }
  })()
  return {
    /** Writes down what was counted since, and what the processes logged. To be called at rest. */
    judge: async (book: Book): Promise<void> => {
      await looking
      await look()
      const counted = ofEarlierLives + ofThisLife
      if (counted > 0) book.breach('L', `${counted} deadlocks`)
      for (const one of [...world.apis, ...world.workers]) {
        const line = one.lines().find((text) => toldOf.test(text))
        if (line !== undefined) book.breach('L', `${one.name} logged a deadlock: ${line.slice(0, 200)}`)
      }
    },
  }
}
