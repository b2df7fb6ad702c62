import type { Submitted } from '@parley/store'
import { expect, test } from 'vitest'
import { fakeDeps } from '../fakes/deps.ts'
import { submitDraft } from './submit-draft.ts'

/** A draft of the fakes' site, told in the order of what happens to it. */
const setUp = async (replayed: boolean) => {
  const told: string[] = []
  const gate = Promise.withResolvers<void>()
  const submit = async (): Promise<Submitted> => {
    told.push('stored')
    return { kind: 'accepted', id: 'c1', version: 1, status: 'pending', replayed }
  }
  const deps = await fakeDeps({ comments: { submit } })
  const site = await deps.store.sites.find('paper')
  if (!site) throw new Error('the fakes have no such site')
  const fairShares = {
    ...deps.fairShares,
    turn: (siteId: string) => {
      told.push(`${siteId} waits`)
      return gate.promise
    },
    settled: (siteId: string) => void told.push(`${siteId} is settled`),
  }
  const draft = {
    site,
    article: { key: 'welcome' },
    body: 'A calm remark.',
    facts: { networkRecent: 0 },
    requestId: 'r',
  }
  const done = submitDraft({ ...deps, fairShares }, draft)
  return { told, done, open: gate.resolve }
}

test('a draft is stored when its site’s turn has come', async () => {
  const { told, done, open } = await setUp(false)
  await new Promise((later) => setImmediate(later))
  expect(told).toEqual(['paper waits'])
  open()
  await done
  expect(told).toEqual(['paper waits', 'stored'])
})

test('nobody waits for one that was stored before', async () => {
  const { told, done, open } = await setUp(true)
  open()
  await done
  expect(told).toEqual(['paper waits', 'stored', 'paper is settled'])
})
