import { setTimeout as delay } from 'node:timers/promises'
import { fire } from './fire.ts'
import { inRounds, median, type Ratio } from './rounds.ts'
import type { System } from './system.ts'
import { makeAddress, makeText } from './texts.ts'

const CONNECTIONS = 64

/** Comments accepted durably while a worker decides them, and decided end to end, as ratios; latency of accepting. */
export const measureAccepting = async (
  { api, raw, store }: System,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<{ accepted: Ratio; decided: Ratio; acceptP99: number; odd: number }> => {
  const make = () => ({
    path: '/v1/sites/paper/comments',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': makeAddress() },
    body: JSON.stringify({ article: { key: `article-${Math.floor(Math.random() * 1000)}` }, body: makeText() }),
  })
  const latencies: number[] = []
  const decidedRates: number[] = []
  let odd = 0
  const baseline = async () =>
    (await fire(raw, { seconds: Math.max(2, seconds / 2), connections: CONNECTIONS, method: 'POST', make })).perSecond
  const accepted = await inRounds(rounds, baseline, async () => {
    const started = performance.now()
    const fired = await fire(api.url, { seconds, connections: CONNECTIONS, method: 'POST', make })
    latencies.push(fired.p99)
    odd += fired.odd
    await decideAll(store)
    decidedRates.push(fired.total / ((performance.now() - started) / 1000))
    return fired.perSecond
  })
  const used = decidedRates.slice(-accepted.rounds)
  const decided = {
    ...accepted,
    ours: median(used),
    ratio: median(used) / accepted.baseline,
    ratios: used.map((rate) => rate / accepted.baseline),
  }
  return { accepted, decided, acceptP99: median(latencies), odd }
}

/** Waits until nothing is pending, five minutes at most. */
const decideAll = async (store: System['store']): Promise<void> => {
  const deadline = performance.now() + 300_000
  while ((await store.stats()).pending > 0) {
    if (performance.now() > deadline) throw new Error('comments are still pending after five minutes')
    await delay(20)
  }
}

/** Milliseconds from sending a comment to the first counts answer that holds it, the system being idle. */
export const measureVisible = async ({ api }: System, tries: number): Promise<{ p50: number; p99: number }> => {
  const took: number[] = []
  for (let nth = 0; nth < tries; nth += 1) {
    const key = `seen-${nth}`
    const started = performance.now()
    const answer = await fetch(`${api.url}/v1/sites/paper/comments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': makeAddress() },
      body: JSON.stringify({ article: { key }, body: makeText() }),
    })
    if (answer.status !== 202) throw new Error(`not accepted: ${answer.status}`)
    await answer.arrayBuffer()
    while ((await countOf(api.url, key)) !== 1) {
      if (performance.now() - started > 10_000) throw new Error('a clean comment was not counted within ten seconds')
    }
    took.push(performance.now() - started)
  }
  const sorted = took.toSorted((a, b) => a - b)
  return { p50: sorted[tries >> 1] ?? Number.NaN, p99: sorted[Math.floor(tries * 0.99)] ?? Number.NaN }
}

const countOf = async (url: string, key: string): Promise<number> => {
  const answer = await fetch(`${url}/v1/sites/paper/counts?article=${key}`)
  return ((await answer.json()) as { counts: Record<string, number> }).counts[key] ?? Number.NaN
}
