import { expect, test } from 'vitest'
import { isCounted, isReachableItself, stateAfter, type State } from './state.ts'

const base: State & { version: number } = {
  status: 'pending',
  version: 1,
  versionStatus: 'pending',
  shownVersion: null,
  holdOnly: false,
  approvedVersion: null,
}
const published = { ...base, status: 'published', versionStatus: 'published', shownVersion: 1 } as const
const editBeside = { ...published, version: 2, versionStatus: 'pending' } as const

test.for([
  [
    'a first version is published',
    base,
    'published',
    'checks',
    { status: 'published', shownVersion: 1, approvedVersion: null },
  ],
  ['a moderator approves', base, 'published', 'moderator', { approvedVersion: 1, holdOnly: false }],
  ['a first version is held', base, 'held', 'checks', { status: 'held', shownVersion: null, holdOnly: false }],
  [
    'a moderator holds what was published',
    published,
    'held',
    'moderator',
    { status: 'held', shownVersion: null, holdOnly: true },
  ],
  ['an edit is published', editBeside, 'published', 'checks', { status: 'published', shownVersion: 2 }],
  ['an edit is held', editBeside, 'held', 'checks', { status: 'published', versionStatus: 'held', shownVersion: 1 }],
  [
    'an edit is rejected',
    editBeside,
    'rejected',
    'moderator',
    { status: 'published', versionStatus: 'rejected', shownVersion: 1, holdOnly: true },
  ],
  [
    'a comment is removed with its edit',
    editBeside,
    'removed',
    'moderator',
    { status: 'removed', shownVersion: null, holdOnly: true },
  ],
  [
    'reports hold what was shown, the edit still waits',
    editBeside,
    'held',
    'reports',
    { status: 'held', versionStatus: 'pending', shownVersion: null, holdOnly: true },
  ],
  [
    'reports hold what was shown beside a rejected edit, where moderators see it',
    { ...editBeside, versionStatus: 'rejected' },
    'held',
    'reports',
    { status: 'held', versionStatus: 'held', shownVersion: null, holdOnly: true },
  ],
  [
    'what reports hold is not let out by an edit',
    published,
    'held',
    'reports',
    { status: 'held', versionStatus: 'held', shownVersion: null, holdOnly: true },
  ],
  ['an author deletes what was published', published, 'deleted', 'author', { status: 'deleted', shownVersion: 1 }],
  [
    'an author deletes what was not',
    { ...base, status: 'held' },
    'deleted',
    'author',
    { status: 'deleted', shownVersion: null },
  ],
  [
    'an author deletes what was taken down',
    { ...published, status: 'removed', holdOnly: true },
    'deleted',
    'author',
    { status: 'deleted', versionStatus: 'deleted', shownVersion: null, holdOnly: true },
  ],
  [
    'an edit waits beside what is shown',
    { ...published, version: 2, approvedVersion: 1 },
    'pending',
    'author',
    { status: 'published', versionStatus: 'pending', shownVersion: 1, holdOnly: false, approvedVersion: 1 },
  ],
] as const)('%s', ([, row, to, actor, expected]) => {
  expect(stateAfter(row, to, actor)).toMatchObject(expected)
})

test('a link of the chain is what is published, or was when its author deleted it', () => {
  expect(isReachableItself(published)).toBe(true)
  expect(isReachableItself({ status: 'deleted', shownVersion: 1 })).toBe(true)
  expect(isReachableItself({ status: 'deleted', shownVersion: null })).toBe(false)
  expect(isReachableItself({ status: 'held', shownVersion: null })).toBe(false)
  expect(isReachableItself({ status: 'held', shownVersion: 1 })).toBe(false)
})

test('a tombstone is not counted, nor what hangs below something hidden', () => {
  expect(isCounted('published', true)).toBe(true)
  expect(isCounted('published', false)).toBe(false)
  expect(isCounted('deleted', true)).toBe(false)
})
