import { readingOf } from '../reading.ts'
import type { Signal } from '../signal.ts'
import type { Copy } from '../subject.ts'
import { counted, type NamedCheck } from './named-check.ts'

const NEAR = 0.7
/** From this similarity on a copy of a rejected comment is that comment. */
const SAME = 0.9
/** Short texts are alike without being copies. */
const SHORTEST = 20
/** Below, what was unwanted from one may be meant well by the next: a moderator looks again, unless it leads somewhere. */
const SAID_BY_MANY = 40

const ofRejected = (copies: Copy[], saidByMany: boolean): Signal[] => {
  const rejected = copies.filter((copy) => copy.rejected)
  if (rejected.length === 0) return []
  // What checks turned down they turn down again by themselves, unless it was for what this text leaves out.
  const same = rejected.some(({ similarity, byChecks }) => !byChecks && similarity >= SAME)
  const sure = same && !saidByMany
  const says = same ? 'The same text was rejected here before.' : 'A nearly equal text was rejected here before.'
  return [{ code: 'copy.of-rejected', spam: 4, reason: 'spam', says, wants: sure ? 'reject' : 'hold' }]
}

const ofOthers = (copies: Copy[]): Signal[] => {
  if (copies.length === 0) return []
  const exact = copies.some(({ similarity }) => similarity >= 1)
  const elsewhere = copies.filter(({ sameArticle }) => !sameArticle).length
  const signals: Signal[] = exact
    ? [{ code: 'copy.exact', spam: 2, reason: 'spam', says: 'The same text was sent before.' }]
    : [{ code: 'copy.near', spam: 1, reason: 'spam', says: 'A nearly equal text was sent before.' }]
  if (elsewhere > 0) {
    const says = `It also stands under other articles: ${counted(elsewhere, 'copy').replace('copys', 'copies')}.`
    signals.push({ code: 'copy.cross-article', spam: 1, reason: 'spam', says })
  }
  return signals
}

/** Spam is written once and sent often; what was rejected once need not be judged twice. */
export const repetition: NamedCheck = {
  name: 'copy',
  version: 3,
  codes: ['copy.exact', 'copy.near', 'copy.cross-article', 'copy.of-rejected'],
  says: 'Copies and near-copies weigh, more so across articles; the copy of a rejected comment is rejected, of a short one held.',
  look: (subject) => {
    const letters = readingOf(subject).folded.words.reduce((sum, { from, to }) => sum + to - from, 0)
    if (letters < SHORTEST) return []
    const copies = subject.facts.copies.filter(({ similarity }) => similarity >= NEAR)
    const saidByMany = letters < SAID_BY_MANY && Object.keys(subject.facts.hosts).length === 0
    return [...ofRejected(copies, saidByMany), ...ofOthers(copies.filter((copy) => !copy.rejected))]
  },
}
