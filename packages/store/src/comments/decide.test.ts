import type { Actor } from '@parley/contracts'
import { describe, expect, test } from 'vitest'
import { answerTo, type Move } from './decide.ts'
import { sampleRow } from './fakes.ts'
import type { State } from './state.ts'

const checks: Actor = { kind: 'checks' }
const sweep: Actor = { kind: 'sweep' }
const reports: Actor = { kind: 'reports' }
const ada: Actor = { kind: 'moderator', name: 'ada' }

type Row = Partial<State> & { version?: number; revision?: number }
const pending = { status: 'pending', versionStatus: 'pending', shownVersion: null } satisfies Row
const held = { status: 'held', versionStatus: 'held', shownVersion: null } satisfies Row
const rejected = { status: 'rejected', versionStatus: 'rejected', shownVersion: null } satisfies Row
const editBeside = { version: 2, versionStatus: 'pending' } satisfies Row
const heldEdit = { version: 2, versionStatus: 'held' } satisfies Row

const anywhere: Move['from'] = ['pending', 'held', 'published', 'rejected', 'removed']
const answer = (row: Row, to: Move['to'], actor: Actor, move: Partial<Move> = {}) =>
  answerTo(sampleRow(row), { commentId: 'a', version: row.version ?? 1, to, from: anywhere, ...move }, actor)

describe('of what its author deleted there is nothing to move', () => {
  test.for([checks, sweep, reports, ada])('%o', (actor) => {
    const deleted = { status: 'deleted', versionStatus: 'deleted' } as const
    expect(answer(deleted, 'held', actor)).toBe('gone')
    expect(answer(deleted, 'held', actor, { version: 9 })).toBe('gone')
  })
})

describe('a decision about an older version than the newest is late', () => {
  test.for([checks, sweep, ada])('%o', (actor) => {
    expect(answer(editBeside, 'published', actor, { version: 1 })).toBe('changed')
  })
})

describe('the checks and the sweep decide what is pending, once', () => {
  test.for([checks, sweep])('%o', (actor) => {
    expect(answer(pending, 'held', actor)).toBe('moved')
    expect(answer(editBeside, 'held', actor)).toBe('moved')
    expect(answer(held, 'held', actor)).toBe('already')
    expect(answer(rejected, 'published', actor)).toBe('already')
    expect(answer({}, 'held', actor)).toBe('already')
    expect(answer(pending, 'held', actor, { from: ['held'] })).toBe('refused')
  })
})

describe('reports hold', () => {
  test.for<[string, Row, number, string]>([
    ['what is shown', {}, 1, 'moved'],
    ['what is shown, while an edit waits', editBeside, 1, 'moved'],
    ['nothing that a moderator approved', { approvedVersion: 1 }, 1, 'already'],
    ['an edit after what a moderator approved', { version: 2, shownVersion: 2, approvedVersion: 1 }, 2, 'moved'],
    ['nothing by a report of a text that is gone', { version: 2, shownVersion: 2 }, 1, 'changed'],
    ['nothing twice', held, 1, 'already'],
    ['nothing that was never shown', pending, 1, 'already'],
    ['nothing that was approved once and taken down since', { ...held, approvedVersion: 1 }, 1, 'already'],
  ])('%s', ([, row, version, expected]) => {
    expect(answer(row, 'held', reports, { version })).toBe(expected)
  })

  test('whatever statuses its move may leave', () => {
    expect(answer({}, 'held', reports, { from: [] })).toBe('moved')
  })
})

describe('a moderator who looked before something happened', () => {
  test.for<[string, Row, Move['to'], number, string]>([
    ['undoes no approval unseen', { approvedVersion: 1 }, 'rejected', 6, 'changed'],
    ['undoes no rejection unseen', { ...rejected, holdOnly: true }, 'published', 6, 'changed'],
    ['undoes an approval that was seen', { approvedVersion: 1 }, 'rejected', 7, 'moved'],
    ['undoes a rejection that was seen', { ...rejected, holdOnly: true }, 'published', 7, 'moved'],
    ['rejects what the checks published since', {}, 'rejected', 6, 'moved'],
    [
      'rejects an edit after what was approved',
      { version: 2, shownVersion: 2, approvedVersion: 1 },
      'rejected',
      6,
      'moved',
    ],
    ['approves what the checks rejected since', rejected, 'published', 6, 'moved'],
    ['decides what was held since', { ...held, holdOnly: true }, 'published', 6, 'moved'],
    ['decides what waits again', { ...pending, holdOnly: true }, 'published', 6, 'moved'],
    ['is of one mind with a colleague', { approvedVersion: 1 }, 'published', 6, 'already'],
  ])('%s', ([, row, to, lookedAt, expected]) => {
    expect(answer({ ...row, revision: 7 }, to, ada, { lookedAt })).toBe(expected)
  })
})

describe('a moderator', () => {
  test.for<[string, Row, Move['to'], string]>([
    ['publishes what is held', held, 'published', 'moved'],
    ['approves what the checks published', {}, 'published', 'moved'],
    ['approves nothing twice', { approvedVersion: 1 }, 'published', 'already'],
    [
      'approves an edit after what was approved',
      { version: 2, shownVersion: 2, approvedVersion: 1 },
      'published',
      'moved',
    ],
    ['confirms a rejection of the checks', rejected, 'rejected', 'moved'],
    ['rejects nothing twice', { ...rejected, holdOnly: true }, 'rejected', 'already'],
    ['confirms what the checks held', held, 'held', 'moved'],
    ['holds nothing twice', { ...held, holdOnly: true }, 'held', 'already'],
    ['confirms a held edit beside what is shown', heldEdit, 'held', 'moved'],
    ['holds no edit twice', { ...heldEdit, holdOnly: true }, 'held', 'already'],
    ['holds the next edit too', { ...editBeside, holdOnly: true }, 'held', 'moved'],
    ['removes what is shown', { holdOnly: true }, 'removed', 'moved'],
    [
      'publishes what reports took down, though its edit is published already',
      { status: 'held', approvedVersion: 1, shownVersion: null },
      'published',
      'moved',
    ],
    ['rejects what is held by a moderator', { ...held, holdOnly: true }, 'rejected', 'moved'],
    ['publishes what was turned down', { ...rejected, holdOnly: true, approvedVersion: 1 }, 'published', 'moved'],
  ])('%s', ([, row, to, expected]) => {
    expect(answer(row, to, ada)).toBe(expected)
  })

  test('moves nothing from where it may not be moved, but confirms where it stands', () => {
    expect(answer(held, 'published', ada, { from: ['pending'] })).toBe('refused')
    expect(answer({}, 'published', ada, { from: [] })).toBe('moved')
    expect(answer({ approvedVersion: 1 }, 'published', ada, { from: [] })).toBe('already')
  })
})
