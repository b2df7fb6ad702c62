import { setTimeout as delay } from 'node:timers/promises'
import { decideAll } from './accepting.ts'
import { hammerService, type Costed } from './hammer.ts'
import { memoryOf, SITE, type System } from './system.ts'

/** What more comments than can be taken lead to. Rates are a second, memory is megabytes. */
export type Overload = { came: Costed; accepted: number; grew: number | undefined }

const CONNECTIONS = 1_000

/** Sends comments at a multiple of what is accepted at most, whatever comes back, over so many connections that the server decides who waits. */
export const measureOverload = async (
  { api, store }: System,
  { perSecond, durationMs }: { perSecond: number; durationMs: number },
): Promise<Overload> => {
  const before = await memoryOf(api)
  let most = before
  const watching = new AbortController()
  const watch = (async () => {
    while (!watching.signal.aborted) {
      const now = await memoryOf(api)
      if (now !== undefined && most !== undefined) most = Math.max(most, now)
      await delay(500)
    }
  })()
  const plan = { kind: 'comments', site: SITE, articles: 1_000 } as const
  const came = await hammerService(api, { connections: CONNECTIONS, durationMs, plan, perSecond })
  watching.abort()
  await watch
  await decideAll(store)
  return {
    came,
    accepted: Math.round((came.statuses['202'] ?? 0) / came.seconds),
    grew: most !== undefined && before !== undefined ? most - before : undefined,
  }
}
