import { expect, test } from 'vitest'
import { createCursors } from './cursor.ts'

const cursors = createCursors(Buffer.from('a secret'))
const place = '01a20a77-54b8-7179-a75b-cd3a9b82c720'

test('a cursor brings its holder back to the place it was sealed at', () => {
  expect(cursors.open('list', cursors.seal('list', place))).toBe(place)
})

test('a cursor tells nothing and is never the same twice', () => {
  const [one, two] = [cursors.seal('list', place), cursors.seal('list', place)]
  expect(one).not.toBe(two)
  expect(Buffer.from(one, 'base64url').toString('latin1')).not.toContain('01a20a77')
})

test.each([
  ['of another list', cursors.seal('another list', place)],
  ['of another service', createCursors(Buffer.from('another secret')).seal('list', place)],
  ['with one bit turned', flipped(cursors.seal('list', place))],
  ['cut short', cursors.seal('list', place).slice(0, 12)],
  ['that is a plain id', place],
  ['that is nothing', ''],
  ['that is SQL', "' or 1=1 --"],
])('a cursor %s is refused', (_what, cursor) => {
  expect(() => cursors.open('list', cursor)).toThrow('invalid-cursor')
})

function flipped(cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url')
  bytes.writeUInt8(bytes.readUInt8(30) ^ 1, 30)
  return bytes.toString('base64url')
}
