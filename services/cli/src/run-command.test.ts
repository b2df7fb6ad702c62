import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { commands } from './commands.ts'
import { runCommand } from './run-command.ts'

const run = async (...typed: string[]) => {
  const out: string[] = []
  const err: string[] = []
  const io = { print: (line: string) => out.push(line), complain: (line: string) => err.push(line) }
  const code = await runCommand(typed, { env: { PARLEY_DATA: '/nowhere' }, checkout: '/checkout', ...io })
  return { code, out: out.join('\n'), err }
}

test.each([[['--help']], [['-h']], [['help']]])('%j names every command', async (typed) => {
  const { code, out, err } = await run(...typed)
  expect({ code, err }).toEqual({ code: 0, err: [] })
  for (const { usage } of Object.values(commands)) expect(out).toContain(`  ${usage}`)
})

test.each([['--version'], ['version']])('parley %s prints the version that every room has', async (typed) => {
  const manifest = await readFile(new URL('../../../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  expect(await run(typed)).toEqual({ code: 0, out: version, err: [] })
})

test('without a command the overview is shown and the exit code says that something is missing', async () => {
  expect(await run()).toMatchObject({ code: 2, out: expect.stringContaining('Usage: parley <command>') })
})

test.each(Object.keys(commands))('parley %s --help tells how it is used', async (name) => {
  const { code, out } = await run(...name.split(' '), '--help')
  expect({ code, first: out.split('\n')[0] }).toEqual({ code: 0, first: `Usage: parley ${commands[name]?.usage}` })
})

test('a group shows its own commands', async () => {
  const { code, out } = await run('token', '--help')
  expect(code).toBe(0)
  expect(out).toContain('  token revoke NAME')
  expect(out).not.toContain('  site add')
})

test.each([
  [['strat'], 'parley: there is no command "strat" (parley strat --help says how)'],
  [['site'], 'parley: site add, site list, site set, site backtest? (parley site --help says how)'],
  [['site', 'remove'], 'parley: site add, site list, site set, site backtest? (parley site --help says how)'],
  [['constructor'], 'parley: there is no command "constructor" (parley constructor --help says how)'],
  [['--version', 'now'], 'parley version: "now" is too much (parley version --help says how)'],
  [['start', 'now'], 'parley start: "now" is too much (parley start --help says how)'],
  [['start', '--port=1'], "parley start: unknown option '--port' (parley start --help says how)"],
  [
    ['model', 'rollback', 'demo', '--to=x'],
    'parley model rollback: --to is a version number (parley model rollback --help says how)',
  ],
  [['site', 'backtest', 'demo', '--last', '0'], expect.stringMatching(/^parley site backtest: decisions: /)],
  [['site', 'add'], 'parley site add: ID is missing (parley site add --help says how)'],
  [['site', 'add', 'news'], 'parley site add: --host is missing (parley site add --help says how)'],
  [['token', 'add', 'ada'], 'parley token add: --role is missing (parley token add --help says how)'],
  [['site', 'set', 'demo'], 'parley site set: nothing to change is named (parley site set --help says how)'],
  [
    ['token', 'add', 'ada', '--role', 'king'],
    expect.stringMatching(/^parley token add: role: .* \(parley token add --help/),
  ],
  [['token', 'add', 'Ada Lovelace', '--role', 'admin'], expect.stringMatching(/^parley token add: name: is a-z/)],
  [['recount', '--site', 'No Site'], expect.stringMatching(/^parley recount: it: is a slug/)],
])('%j is one line and exit code 2', async (typed, line) => {
  expect(await run(...typed)).toEqual({ code: 2, out: '', err: [line] })
})
