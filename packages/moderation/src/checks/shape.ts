import { isVisible } from '@parley/contracts'
import { readingOf } from '../reading.ts'
import type { Signal } from '../signal.ts'
import type { NamedCheck } from './named-check.ts'

const LONGEST = 4_000
// Tab, line feed and carriage return are ordinary, and the upper ones come of old encodings.
const CONTROL = /[^\P{Cc}\t\n\r\u0080-\u009f]/u

/** The api refuses these shapes; one that comes by another way is for a moderator. */
export const shape: NamedCheck = {
  name: 'shape',
  version: 1,
  codes: ['shape.empty', 'shape.too-long', 'shape.control-chars'],
  says: 'A comment that shows nothing, is longer than 4,000 characters or has control characters is held.',
  look: (subject) => {
    const signals: Signal[] = []
    const hold = (code: string, says: string) => signals.push({ code, wants: 'hold', reason: 'other', says })
    if (readingOf(subject).folded.text.trim() === '' || !isVisible(subject.body))
      hold('shape.empty', 'The comment shows nothing.')
    if (subject.body.length > LONGEST) hold('shape.too-long', 'The comment has more than 4,000 characters.')
    if (CONTROL.test(subject.body)) hold('shape.control-chars', 'The comment has control characters.')
    return signals
  },
}
