import { expect, test } from 'vitest'
import { byChecks, byModerator, draftOf, freshStore, moveOf, type FreshStore } from '../support/store.ts'
import { madeWave } from '../support/waves.ts'

const ada = { kind: 'moderator', name: 'ada' } as const
const anywhere = ['pending', 'held', 'published', 'rejected'] as const
const rejecting = {
  siteId: 'paper',
  actor: ada,
  action: 'reject',
  to: 'rejected',
  from: anywhere,
  reason: 'spam',
} as const

/** Stores so many comments and has the checks publish them, a few hundred at a time. */
const publishedMany = async ({ store }: FreshStore, count: number): Promise<string[]> => {
  const drafts = Array.from({ length: count }, () => draftOf())
  for (let at = 0; at < count; at += 500) {
    const some = drafts.slice(at, at + 500)
    await Promise.all(some.map((draft) => store.comments.submit(draft)))
    await byChecks(
      store,
      some.map(({ id }) => moveOf(id, 'published')),
    )
  }
  return drafts.map(({ id }) => id)
}

test('a wave larger than one decision is decided whole by pressing again', async () => {
  await using paper = await freshStore()
  const ids = await publishedMany(paper, 10_050)
  const waveId = await madeWave(paper, ids)
  await byModerator(paper.store, [moveOf(ids[0] ?? '', 'rejected')])
  const press = () => paper.store.waves.decide({ ...rejecting, waveId })
  expect(await press()).toMatchObject({ answers: { moved: 10_000, already: 1 }, left: 49 })
  expect(await press()).toMatchObject({ answers: { moved: 49, already: 10_001 }, left: 0 })
  expect(await press()).toMatchObject({ answers: { moved: 0, already: 10_050 }, left: 0 })
  expect(await paper.store.recount()).toMatchObject({ drift: [], visibleWrong: 0 })
}, 120_000)
