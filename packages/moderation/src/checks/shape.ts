import { isVisible } from '@parley/contracts'
import { readingOf } from '../reading.ts'
import type { Signal } from '../signal.ts'
import type { NamedCheck } from './named-check.ts'

const LONGEST = 4_000
// Tab, line feed and carriage return are ordinary, and the upper ones come of old encodings.
const CONTROL = /[^\P{Cc}\t\n\r\u0080-\u009f]/u

// Languages set two or three marks on a letter; what stands in towers is drawn over the lines around it.
const TOWER = /(?:\p{M}\p{Cf}?){7}/u

/** The api refuses most of these shapes; one that comes by another way is for a moderator. */
export const shape: NamedCheck = {
  name: 'shape',
  version: 2,
  codes: ['shape.empty', 'shape.too-long', 'shape.control-chars', 'shape.towers'],
  says: 'A comment that shows nothing, is longer than 4,000 characters, has control characters or towers of accents is held.',
  look: (subject) => {
    const signals: Signal[] = []
    const hold = (code: string, says: string) => signals.push({ code, wants: 'hold', reason: 'other', says })
    if (readingOf(subject).folded.text.trim() === '' || !isVisible(subject.body))
      hold('shape.empty', 'The comment shows nothing.')
    if (subject.body.length > LONGEST) hold('shape.too-long', 'The comment has more than 4,000 characters.')
    if (CONTROL.test(subject.body)) hold('shape.control-chars', 'The comment has control characters.')
    if (TOWER.test(subject.body) || TOWER.test(subject.authorName ?? ''))
      hold('shape.towers', 'Letters carry so many marks that they are drawn over others.')
    return signals
  },
}
