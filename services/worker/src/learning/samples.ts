import { sampleOf, type Sample } from '@parley/moderation'
import type { DrawnAudit } from '@parley/store'
import { foretoldKinds, keyOf, type AttendedText, type Said } from './attend-lessons.ts'

/** What a site is calibrated by: comments that people decided after the checks had held them, or that chance had drawn. */
export const samplesOf = (
  attended: readonly AttendedText[],
  drawn: readonly DrawnAudit[],
  judgedBy: (lesson: AttendedText, said: Said) => number,
): Sample[] => {
  const blind = new Set(drawn.map(keyOf))
  return attended.flatMap((one): Sample[] => {
    const { lesson, foretold, learned, text } = one
    const { automatic, checks } = text
    if (!automatic || !checks) return []
    // What went by itself is a sample only where chance drew it; of what was held, one source counts only so much.
    if (automatic === 'held' ? !learned : !blind.has(keyOf(lesson))) return []
    const opinions = Object.fromEntries(
      foretoldKinds.flatMap((kind) => (foretold[kind] ? [[kind, judgedBy(one, foretold[kind])]] : [])),
    )
    return [{ unwanted: lesson.unwanted, says: lesson.says, automatic, ...sampleOf(checks, opinions) }]
  })
}
