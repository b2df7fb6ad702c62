import { glob, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { root, run } from './workspace.ts'

const rooms = async () =>
  (await Array.fromAsync(glob('{packages,services}/*/package.json', { cwd: root }))).map(dirname)

const manifest = async (folder: string) =>
  JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as {
    exports?: Record<string, string>
    scripts: Record<string, string>
    dependencies?: Record<string, string>
    devDependencies?: Record<string, string>
    optionalDependencies?: Record<string, string>
  }

// Types are left to `npm run check`: they take longer than all of this.
test.for([
  { what: 'lint', tool: 'oxlint', args: ['--deny-warnings', '.'] },
  { what: 'boundaries', tool: 'turbo', args: ['boundaries'] },
  { what: 'format', tool: 'oxfmt', args: ['--check', '.'] },
] as const)('the tree breaks no rule: $what', async ({ tool, args }) => {
  const { code, output } = await run(tool, [...args], root)
  expect({ code, said: code === 0 ? '' : output.slice(0, 10_000) }).toEqual({ code: 0, said: '' })
})

test('nothing that turbo does is reported to anybody, without anyone setting a variable', async () => {
  const { output } = await run('turbo', ['telemetry', 'status'], root)
  expect(output).toContain('Status: Disabled')
  const { scripts } = await manifest('.')
  const starts = Object.entries(scripts).filter(([, line]) => /(^|[\s/])turbo(\s|$)/.test(line))
  for (const [name, line] of starts) {
    const direct =
      name === 'turbo' ? 'node --env-file=.ci/turbo.env node_modules/turbo/bin/turbo' : 'npm run --silent turbo -- '
    expect({ name, line: line.startsWith(direct) }).toEqual({ name, line: true })
  }
})

test('a room is entered through its index only', async () => {
  for (const room of await rooms()) {
    const { exports } = await manifest(room)
    // A service need not be entered at all.
    const expected = room.startsWith('services/') && !exports ? undefined : { '.': './src/index.ts' }
    expect({ room, exports }).toEqual({ room, exports: expected })
  }
})

test('every dependency is an exact version', async () => {
  for (const folder of ['.', 'test', ...(await rooms())]) {
    const { dependencies, devDependencies, optionalDependencies } = await manifest(folder)
    const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    )
    expect({ folder, loose }).toEqual({ folder, loose: [] })
  }
})

test('no room or file has a name that says nothing', async () => {
  const names = await Array.fromAsync(
    glob('{packages,services,test}/**', { cwd: root, exclude: ['**/node_modules/**', '**/.turbo/**'] }),
  )
  const empty = names.filter((name) =>
    /^(utils?|common|shared|core|lib|helpers?|misc)$/.test(basename(name).split('.')[0]!),
  )
  expect(empty).toEqual([])
})

test('every room says in forty lines what it owns', async () => {
  for (const room of [...(await rooms()), 'test', 'infra']) {
    const lines = (await readFile(join(root, room, 'README.md'), 'utf8')).trimEnd().split('\n').length
    expect({ room, short: lines <= 40 }).toEqual({ room, short: true })
  }
})
