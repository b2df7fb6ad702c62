import { describe, expect, test } from 'vitest'
import { isUnchanged } from './is-unchanged.ts'

describe('an entity tag is known', () => {
  test.for<[string, string | undefined, boolean]>([
    ['itself', 'W/"x.1.2"', true],
    ['a strong one of the same text', '"x.1.2"', true],
    ['among others', '"y", W/"x.1.2" ,"z"', true],
    ['any', '*', true],
    ['any, among spaces', ' * ', true],
    ['another', 'W/"x.1.3"', false],
    ['several others', '"y","z"', false],
    ['one that marks its weakness elsewhere', '"x.1.2"W/', false],
    ['one with more before it', 'vW/"x.1.2"', false],
    ['none', '', false],
    ['absent', undefined, false],
  ])('%s', ([, given, expected]) => {
    expect([isUnchanged(given, 'W/"x.1.2"'), isUnchanged(given, '"x.1.2"')]).toEqual([expected, expected])
  })

  test('and an empty one is not that of nothing', () => {
    expect([isUnchanged('', 'W/""'), isUnchanged('', '""')]).toEqual([false, false])
  })

  test('and one that has the mark of weakness inside is compared whole', () => {
    expect(isUnchanged('"y", "aW/b"', '"aW/b"')).toBe(true)
  })
})
