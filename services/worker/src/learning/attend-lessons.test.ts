import type { ModeratorDecision } from '@parley/store'
import { expect, test } from 'vitest'
import { attendLessons } from './attend-lessons.ts'
import { readBaseModels } from './base-models.ts'

const base = await readBaseModels()

test('what was learned stays remembered, however many copies of one text were decided after it', async () => {
  const texts = new Map<string, string>()
  const log = Array.from({ length: 2_130 }, (_, at): ModeratorDecision => {
    const commentId = `${at}`.padStart(5, '0')
    const own = `The ${(at * 7919).toString(36)} by the ${(at * 104_729).toString(36)} bridge was ${(at * 31).toString(36)}.`
    texts.set(commentId, at < 30 ? own : `Earn four hundred euros a day from home, write to our manager, place ${at}`)
    const decision = { decisionId: `d${commentId}`, revision: at + 1, moderator: 'ada', day: '2026-11-24' }
    return { ...decision, commentId, version: 1, to: at % 3 === 0 ? 'rejected' : 'published' }
  })
  const learning = {
    log: async () => log,
    texts: async (_: string, wanted: readonly { commentId: string; version: number }[]) =>
      wanted.map(({ commentId, version }) => ({ commentId, version, body: texts.get(commentId) ?? '' })),
  }
  const { attended, course } = await attendLessons({ store: { learning }, base }, 'paper', { through: 9_999 })

  expect(course.learned()).toBe(33)
  expect(attended.filter(({ learned }) => learned).map(({ lesson }) => lesson.commentId)).toEqual(
    log.slice(0, 33).map(({ commentId }) => commentId),
  )
  expect(attended).toHaveLength(2_033)
})
