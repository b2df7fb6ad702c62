import { setTimeout as delay } from 'node:timers/promises'
import type { ModelRequest, Store } from '@parley/store'
import { Refusal } from '../refusal.ts'
import { needSite } from './need.ts'
import { whyFailed } from './why-failed.ts'

const LOOK_MS = 250
const TAKEN_MS = 30_000
const DONE_MS = 10 * 60_000

/** Asks a worker for something and waits until it is done. */
export const askWorker = async (
  store: Pick<Store, 'learning' | 'sites'>,
  wanted: { siteId: string; kind: ModelRequest['kind']; payload?: object },
): Promise<Record<string, unknown>> => {
  const { siteId } = wanted
  const { learning } = store
  await needSite(store, siteId)
  const id = await learning.requests.ask({ ...wanted, askedBy: 'cli' })
  const asked = performance.now()
  for (;;) {
    const { state, result = {} } = (await learning.requests.find(siteId, id)) ?? { state: 'failed' }
    if (state === 'done') return result
    if (state === 'failed') throw new Refusal(whyFailed({ result }))
    const waited = performance.now() - asked
    if (state === 'waiting' && waited > TAKEN_MS) throw new Refusal('no worker has taken it up: is one running?')
    if (waited > DONE_MS) throw new Refusal('the worker is still at it: parley model status tells if it fails')
    await delay(LOOK_MS)
  }
}
