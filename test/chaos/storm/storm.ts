import { setTimeout as delay } from 'node:timers/promises'
import { openBook, type Book } from './book.ts'
import { countDeadlocks } from './deadlocks.ts'
import { faults, type Fault } from './faults.ts'
import { judgeStorm, type Aftermath } from './oracle.ts'
import { startReader, walk } from './readers.ts'
import { chanceOf } from './seeded.ts'
import { sites, startWorld, type Ground, type World } from './world.ts'
import { startModerator, startWriter } from './writers.ts'

/** How a seed went. */
export type Played = Aftermath & {
  seed: number
  faults: string[]
  violations: string[]
  answers: Record<string, number>
  crashes: Book['crashes']
  accepted: number
  wellMs: number
  seconds: number
  /** The newest log lines of every process, when something was wrong. */
  logs: string[]
}

/** What is played: a seed, how many faults, and which may be drawn. `tamper` breaks promises on purpose before the oracle looks: it
 *  must see it. */
export type Script = {
  tamper?: (world: World) => Promise<void>
  seed: number
  count: number
  only?: (fault: Fault) => boolean
  say?: (line: string) => void
}

/** A bound on a wait, which keeps no process alive when what was waited for came first. */
const atMost = (ms: number): Promise<void> => delay(ms, undefined, { ref: false })

/** Plays a seed's faults under a load of clients, heals all, and judges. */
export const playSeed = async (
  ground: Ground,
  { seed, count, only = () => true, say = () => undefined, tamper = async () => undefined }: Script,
): Promise<Played> => {
  const began = performance.now()
  const chance = chanceOf(seed)
  await using world = await startWorld(ground, chance.fork('weather'))
  const book = openBook()
  const drawn = chance.shuffled(faults.filter(only)).slice(0, count)

  let going = true
  let acting = 0
  let calmSince = performance.now()
  const vane = { calmForMs: () => (acting > 0 ? 0 : performance.now() - calmSince) }
  const answered = () => [...book.answers.values()].reduce((sum, n) => sum + n, 0)
  const moreAnswers = async (more: number) => {
    const wanted = answered() + more
    while (answered() < wanted && going) await delay(20)
  }
  const clients = startClients(world, book, chance, { going: () => going, vane })
  const history = keepHistory(world, book, () => going)
  const deadlocks = countDeadlocks(world, () => going)
  await moreAnswers(60)
  for (const fault of drawn) {
    say(`  ${fault.group}: ${fault.name}`)
    acting += 1
    await fault.play({ world, book, chance: chance.fork(fault.name), moreAnswers })
    await world.whenWell()
    acting -= 1
    calmSince = performance.now()
    await Promise.race([moreAnswers(80), atMost(5_000)])
  }
  const healed = performance.now()
  await world.whenWell()
  const wellMs = Math.round(performance.now() - healed)
  await Promise.race([moreAnswers(120), atMost(10_000)]) // it serves again
  going = false
  await Promise.all(clients)
  await tamper(world)
  await history.judge()
  const aftermath = await judgeStorm(world, book)
  if (!drawn.some((fault) => fault.deadlocks)) await deadlocks.judge(book)
  const wrong = book.violations.length > 0
  return {
    seed,
    faults: drawn.map(({ name }) => name),
    violations: book.violations,
    answers: Object.fromEntries([...book.answers].toSorted(([a], [b]) => a - b)),
    crashes: book.crashes,
    accepted: book.byId.size,
    wellMs,
    seconds: Math.round((performance.now() - began) / 1_000),
    ...aftermath,
    logs: wrong
      ? [...world.apis, ...world.workers].flatMap((one) =>
          one
            .lines()
            .slice(-40)
            .map((line) => `${one.name} ${line}`),
        )
      : [],
  }
}

const startClients = (
  world: World,
  book: Book,
  chance: ReturnType<typeof chanceOf>,
  rest: { going: () => boolean; vane: { calmForMs(): number } },
): Promise<void>[] => [
  ...[0, 1, 2, 3].map((nth) => startWriter({ world, book, chance: chance.fork(`writer ${nth}`), going: rest.going })),
  ...[0, 1].map((nth) => startReader(world, book, { nth, going: rest.going })),
  ...sites.map((site) =>
    startModerator({
      world,
      book,
      chance: chance.fork(`moderator of ${site}`),
      site,
      ...rest,
      looksGone: async (api, sent) => {
        const { ids, whole } = await walk(book, api, site, sent.article)
        return whole ? !ids.includes(sent.id ?? '') : undefined
      },
    }),
  ),
]

/** Notes what the event log says while it grows; what it said once it says forever. */
const keepHistory = (world: World, book: Book, going: () => boolean) => {
  const noted = new Map<string, string>()
  const read = () =>
    world.sql<{ at: string; digest: string }>(
      `select site_id || ' ' || revision as at, md5(e::text) as digest from event e`,
    )
  const noting = (async () => {
    while (going()) {
      const rows = await read().catch(() => [])
      for (const { at, digest } of rows) {
        const before = noted.get(at)
        if (before !== undefined && before !== digest) book.breach('B', `event ${at} was changed`)
        noted.set(at, digest)
      }
      await delay(500)
    }
  })()
  return {
    judge: async () => {
      await noting
      const left = new Map((await read()).map(({ at, digest }) => [at, digest]))
      for (const [at, digest] of noted) if (left.get(at) !== digest) book.breach('B', `event ${at} is gone or changed`)
    },
  }
}
