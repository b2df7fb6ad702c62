import { expect, test } from 'vitest'
import { readFile } from 'node:fs/promises'
import { compare, scoresOf, survivorsOf, type Report, type Survivor } from './survivors.ts'

const source = 'const more = (a: number) =>\n  a >= 1 ? a + 1 : 0\n'
const at = (line: number, from: number, to: number) => ({ start: { line, column: from }, end: { line, column: to } })
const report: Report = {
  files: {
    'more.ts': {
      source,
      mutants: [
        { status: 'Killed', replacement: 'a - 1', location: at(2, 12, 17) },
        { status: 'Timeout', replacement: 'true', location: at(2, 3, 9) },
        { status: 'Survived', replacement: 'a > 1', location: at(2, 3, 9) },
        {
          status: 'NoCoverage',
          replacement: '()  =>\n undefined',
          location: { ...at(1, 14, 0), end: { line: 2, column: 21 } },
        },
        { status: 'RuntimeError', replacement: '""', location: at(2, 3, 9) },
      ],
    },
  },
}
const bound: Survivor = { file: 'more.ts', code: '⟦a >= 1⟧ ? a + 1 : 0', becomes: 'a > 1' }
const whole: Survivor = { file: 'more.ts', code: 'const more = ⟦(a: number) =>⟧', becomes: '() => undefined' }

test('a survivor is named by its code, wherever that stands', () => {
  expect(survivorsOf(report)).toEqual([bound, whole])
})

test('what could not run is neither killed nor alive', () => {
  expect(scoresOf(report)).toEqual([{ file: 'more.ts', killed: 2, of: 4 }])
})

test('a survivor that nobody listed is told, and a listed one that is dead', () => {
  const listed = { ...bound, why: 'a reason' }
  const other = { file: 'other.ts', code: '⟦1⟧', becomes: '2', why: 'not looked at' }
  const old = { ...listed, code: '⟦b >= 1⟧' }
  expect(compare([bound, whole], [listed, old, other], ['more.ts'])).toEqual({ fresh: [whole], dead: [old] })
  expect(compare([bound], [listed], ['more.ts'])).toEqual({ fresh: [], dead: [] })
})

test('every listed survivor says why it may live', async () => {
  const path = new URL('./survivors.json', import.meta.url)
  const listed = JSON.parse(await readFile(path, 'utf8')) as Survivor[]
  expect(listed.filter(({ why = '' }) => why.length < 20)).toEqual([])
})
