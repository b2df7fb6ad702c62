import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keptCode } from '../../support/started-code.ts'
import { runProgram } from '../../support/programs.ts'
import { valuesOf } from '../../support/read-options.ts'
import { root } from './workspace.ts'

const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
/** The long looks: scripts that run a file of the tests' own with Node. */
const looks = Object.entries(scripts).flatMap(([name, script]) => {
  const [, file = ''] = /node (test\/\S+\.ts)$/.exec(script) ?? []
  return file === '' ? [] : [{ name, file }]
})

test.for(looks)('npm run $name reads its options where every wrong one is refused', async ({ name, file }) => {
  const source = await readFile(join(root, file), 'utf8')
  expect(source).toMatch(new RegExp(`^const usage = \`npm run ${name}( --.*)?\\n  `, 'm'))
  expect(source).toContain('readOptions(usage, ')
  expect(source).not.toContain('process.argv')
})

test('a look that was asked for wrongly says so in a line, and how it is asked for; it does not begin', async () => {
  const main = join(root, 'test/chaos/main.ts')
  const { code, output } = await runProgram(process.execPath, [main, '--nonsense'], {
    env: keptCode(),
    timeoutMs: 60_000,
  })
  const told = /^Unknown option '--nonsense'\n\nnpm run chaos -- .*\n {2}/
  expect({ code, output }).toEqual({ code: 2, output: expect.stringMatching(told) })
})

const kinds = { seed: 'whole', runs: 'count', json: 'flag', only: ['fold', 'cursor'], models: 'text' } as const

test('options are read as what they are', () => {
  const given = ['--seed', '0', '--runs=5', '--json', '--only', 'cursor,fold', '--models', 'a b']
  const read = { seed: 0, runs: 5, json: true, only: ['cursor', 'fold'], models: 'a b' }
  expect({ ...valuesOf(given, kinds) }).toEqual(read)
  expect({ ...valuesOf([], kinds) }).toEqual({})
  for (const help of ['--help', '-h']) expect(valuesOf([help], kinds)).toHaveProperty('help')
})

test.each([
  [['--seed', 'many'], '--seed is a whole number, not many'],
  [['--seed', ''], '--seed is a whole number, not '],
  [['--runs', '0'], '--runs is a whole number from 1, not 0'],
  [['--runs=-5'], '--runs is a whole number from 1, not -5'],
  [['--only', 'fold,none'], '--only takes fold, cursor, not none'],
  [['--only', 'fold,'], '--only takes fold, cursor, not '],
  [['--models'], "Option '--models <value>' argument missing"],
  [['now'], "Unexpected argument 'now'"],
])('%j is refused, not taken for something else', (given, line) => {
  expect(() => valuesOf(given, kinds)).toThrow(line)
})
