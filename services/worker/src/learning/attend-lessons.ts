import { setImmediate as breath } from 'node:timers/promises'
import {
  beginCourse,
  lessonsOf,
  type Attended,
  type BaseModels,
  type Course,
  type Lesson,
  type SiteWeights,
} from '@parley/moderation'
import type { DecidedText, Store } from '@parley/store'

/** The most decisions that are learned from: the newest. */
export const MOST_DECISIONS = 20_000
/** Of so many of the newest that were learned it is remembered how they went, and of as many others. */
const REMEMBERED = 2_000
const TEXTS = 250
const SLICE = 25

/** A lesson as it went, with the text it was about. */
export type AttendedText = Attended & { text: DecidedText }

/** What a lesson is about, each with a model of its own. */
export const foretoldKinds = ['spam', 'abuse'] as const
/** What was said of one text before it was learned. */
export type Said = NonNullable<Attended['foretold'][(typeof foretoldKinds)[number]]>

type Deps = { store: { learning: Pick<Store['learning'], 'log' | 'texts'> }; base: BaseModels }

/** Goes through a site's decisions from the first to the last, up to an event of its log. Answers how the newest went,
 *  2,000 that were learned and 2,000 others at most. Other jobs get their turn in between. */
export const attendLessons = async (
  { store, base }: Deps,
  siteId: string,
  { through, serving }: { through: number; serving?: SiteWeights | undefined },
): Promise<{ course: Course; attended: AttendedText[]; lessons: Lesson[] }> => {
  const lessons = lessonsOf(await store.learning.log(siteId, { through, limit: MOST_DECISIONS }))
  const course = beginCourse(base, serving)
  let attended: AttendedText[] = []
  for (let at = 0; at < lessons.length; at += TEXTS) {
    const some = lessons.slice(at, at + TEXTS)
    const texts = new Map((await store.learning.texts(siteId, some)).map((text) => [keyOf(text), text]))
    for (const [nth, lesson] of some.entries()) {
      if (nth % SLICE === 0) await breath()
      const text = texts.get(keyOf(lesson))
      if (text) attended.push({ ...course.attend(lesson, text.body), text })
    }
    attended = newestOf(attended)
  }
  return { course, attended, lessons }
}

/** Copies of one text teach hardly anything: whatever their number, what was learned before stays remembered beside them. */
const newestOf = (attended: readonly AttendedText[]): AttendedText[] => {
  const room = { learned: REMEMBERED, others: REMEMBERED }
  return attended
    .toReversed()
    .filter(({ learned }) => (room[learned ? 'learned' : 'others'] -= 1) >= 0)
    .toReversed()
}

/** A version of a comment, by its name. */
export const keyOf = ({ commentId, version }: { commentId: string; version: number }): string =>
  `${commentId} ${version}`
