import { until } from '../../support/until.ts'
import { openBook } from './book.ts'
import { countDeadlocks } from './deadlocks.ts'
import { judgeStorm, type Aftermath } from './oracle.ts'
import { startReader, walk } from './readers.ts'
import { chanceOf } from './seeded.ts'
import { sites, startWorld, type Ground, type Kept } from './world.ts'
import { startModerator, startWriter } from './writers.ts'

/** How long it took after a kill until comments were accepted again, by what was killed, in milliseconds. */
export type Killed = Aftermath & { violations: string[]; kills: number; slowestMs: Record<string, number> }

/** Kills each kind of process so many times under load, each time as soon as comments are accepted again; then judges. */
export const playKills = async (
  ground: Ground,
  { kills, seed = 1, say = () => undefined }: { kills: number; seed?: number; say?: (line: string) => void },
): Promise<Killed> => {
  const chance = chanceOf(seed)
  await using world = await startWorld(ground, chance.fork('weather'))
  const book = openBook()
  let going = true
  const needs = (name: string) => ({ world, book, chance: chance.fork(name), going: () => going })
  const clients = [
    ...[0, 1, 2, 3].map((nth) => startWriter(needs(`writer ${nth}`))),
    startReader(world, book, { nth: 0, going: () => going }),
    startModerator({
      ...needs('moderator'),
      site: sites[0],
      vane: { calmForMs: () => 0 },
      looksGone: async (api, sent) => !(await walk(book, api, sites[0], sent.article)).ids.includes(sent.id ?? ''),
    }),
  ]
  const deadlocks = countDeadlocks(world, () => going)
  const moreAccepted = async (count: number) => {
    const wanted = book.byId.size + count
    await until(`${count} more are accepted`, () => book.byId.size >= wanted, { timeoutMs: 60_000, everyMs: 5 })
  }
  const one = (from: Kept[]) => chance.pick(from).restart('SIGKILL')
  const kinds = {
    api: () => one(world.apis),
    worker: () => one(world.workers),
    Redis: async () => {
      await world.queue.kill()
      await moreAccepted(3) // accepting needs no queue
      await world.queue.restart()
    },
    PostgreSQL: async () => void process.kill(world.postgres.pid(), 'SIGKILL'),
  }
  const slowestMs: Record<string, number> = {}
  for (const [kind, kill] of Object.entries(kinds)) {
    for (let nth = 0; nth < kills; nth += 1) {
      await moreAccepted(2)
      const began = performance.now()
      await kill()
      await moreAccepted(5)
      slowestMs[kind] = Math.max(slowestMs[kind] ?? 0, Math.round(performance.now() - began))
    }
    say(`${kind}: ${kills} kills, the slowest back after ${slowestMs[kind]} ms, ${book.byId.size} accepted so far`)
  }
  await world.whenWell()
  going = false
  await Promise.all(clients)
  const aftermath = await judgeStorm(world, book)
  await deadlocks.judge(book)
  return { kills, slowestMs, violations: book.violations, ...aftermath }
}
