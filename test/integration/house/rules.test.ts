import { readFile } from 'node:fs/promises'
import { join, matchesGlob } from 'node:path'
import { expect, test } from 'vitest'
import { type Fixture, root, run, workspaceOf } from './workspace.ts'

type Diagnostic = { code: string | null; message: string; help: string | null; filename: string }
type RuleSet = Record<string, 'off' | 'error' | ['error', ...unknown[]]>
type LintConfig = { rules: RuleSet; overrides: { files: string[]; rules: RuleSet }[] }

const whatBreaks = (said: { path: string; text: string }[]) =>
  Object.fromEntries(
    [...Map.groupBy(said, ({ path }) => path)].map(([path, all]) => [path, all.map(({ text }) => text)]),
  )

/** Whether a tool's sentence is the announced break: its rule, and its message where the fixture names one. */
const isAbout = (text: string, announced: string) =>
  announced.split(/(?<=^\w+\([\w-]+\)) /).every((part) => text.includes(part))

/** Pairs each announced break with what a tool said in the same file, so that a difference names file and rule. */
const compare = (fixtures: Fixture[], said: Record<string, string[]>) => {
  for (const { path, breaks } of fixtures) {
    const unheard = breaks.filter((rule) => !said[path]?.some((text) => isAbout(text, rule)))
    const unexpected = said[path]?.filter((text) => !breaks.some((rule) => isAbout(text, rule))) ?? []
    expect({ path, unheard, unexpected }).toEqual({ path, unheard: [], unexpected: [] })
  }
  expect(Object.keys(said).toSorted()).toEqual(fixtures.map(({ path }) => path).toSorted())
}

test('every file that breaks a lint rule is caught by that rule and no other', async () => {
  await using house = await workspaceOf('lint')
  const { stdout, code } = await run('oxlint', ['-f', 'json', 'packages', 'services', 'test'], house.path)
  expect(code).toBe(1)
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] }
  const said = diagnostics.map(({ filename, ...it }) => ({
    path: filename,
    text: [it.code, it.message, it.help].join(' '),
  }))
  compare(house.fixtures, whatBreaks(said))
})

test('every lint rule of the house has a file that breaks it', async () => {
  await using house = await workspaceOf('lint')
  const config = JSON.parse(await readFile(join(root, '.oxlintrc.json'), 'utf8')) as LintConfig
  const everywhere = { files: ['**'], rules: config.rules }
  const unbroken = [everywhere, ...config.overrides].flatMap(({ files, rules }) =>
    Object.entries(rules).flatMap(([rule, setting]) => {
      if (setting === 'off') return []
      const messages = [...JSON.stringify(setting).matchAll(/"message":"(.*?)"/g)].map((m) => m[1]!)
      const name = rule.split('/').at(-1)!
      return (messages.length > 0 ? messages : [`(${name})`])
        .filter((says) => {
          const near = house.fixtures.filter(({ path }) => files.some((glob) => matchesGlob(path, glob)))
          return !near.some(({ breaks }) => breaks.some((it) => it.includes(`(${name})`) && it.includes(says)))
        })
        .map((says) => `${files.join()} ${rule}: ${says}`)
    }),
  )
  expect(unbroken).toEqual([])
})

test('every file that breaks a rule of the compiler is refused by that rule', async () => {
  await using house = await workspaceOf('types')
  await house.put('tsconfig.rules.json', '{ "extends": "./tsconfig.json", "include": ["*.ts"] }')
  const { stdout, code } = await run('tsc', ['-p', 'tsconfig.rules.json', '--pretty', 'false'], house.path)
  expect(code).not.toBe(0)
  const said = [...stdout.matchAll(/^(.*?)\(\d+,\d+\): error (TS\d+)/gm)].map((m) => ({ path: m[1]!, text: m[2]! }))
  compare(house.fixtures, whatBreaks(said))
})

test('every file laid out in another way is named by the formatter', async () => {
  await using house = await workspaceOf('format')
  const { stdout, code } = await run('oxfmt', ['--list-different', '*.ts'], house.path)
  expect(code).toBe(1)
  expect(stdout.trim().split('\n').toSorted()).toEqual(house.fixtures.map(({ path }) => path))
})
