import { createHash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { runProgram } from '../support/programs.ts'
import { readOptions } from '../support/read-options.ts'
import { row, tableOf, type Row } from './report.ts'
import { seedOf } from './targets/reading.ts'
import { findRunner, type Runner } from './runner.ts'
import { installTools, toolFile } from './tools.ts'

/** What is fuzzed: a file of the tree, and the oracle that judges it. */
const targets = [
  { name: 'fold', part: 'packages/classifier/src/fold.ts' },
  { name: 'markup', part: 'services/api/src/markup.ts' },
  { name: 'article-key', part: 'services/api/src/article-key.ts' },
  { name: 'cursor', part: 'services/api/src/cursor.ts' },
]

const root = fileURLToPath(new URL('../..', import.meta.url))
const home = join(root, '.cache/fuzz')

const names = targets.map(({ name }) => name)
const usage = `npm run fuzz -- [--seconds 60] [--only ${names.join(',')}] [--seed N]
  Coverage-guided fuzzing of what reads untrusted text, so many seconds for all of it, after half a minute for a planted
  mistake. What broke something stays in .cache/fuzz/found.`

const {
  seconds: budget = 60,
  only = names,
  seed: first,
} = readOptions(usage, { seconds: 'count', only: names, seed: 'whole' })

/** Fuzzes one target for some seconds, from its seeds and what earlier runs kept; what broke something is tried again first. */
const fuzz = async (runner: Runner, target: { name: string; part: string }, seconds: number): Promise<Row> => {
  const { name, part } = target
  const corpus = join(home, 'corpus', name)
  const found = join(home, 'found', name)
  for (const folder of [corpus, found]) await mkdir(folder, { recursive: true })
  const bundle = await bundled(target)
  const { seeds } = (await import(`./targets/${name}.ts`)) as { seeds: string[] }
  for (const seed of seeds.map(seedOf)) await writeFile(join(corpus, sha(seed)), seed)
  const { code, output } = await runProgram(
    runner.program,
    [
      ...runner.args,
      toolFile('@jazzer.js/core/dist/cli.js'),
      bundle,
      corpus,
      found,
      '--sync',
      '--includes',
      bundle,
      '--timeout',
      '5000',
      '--',
      `-max_total_time=${seconds}`,
      `-artifact_prefix=${found}/`,
      ...(first === undefined ? [] : [`-seed=${first}`]),
    ],
    { cwd: home, timeoutMs: (seconds + 60) * 1_000 },
  )
  const [runs] = /(?<=Done )\d+(?= runs)/.exec(output) ?? []
  const reached = [...output.matchAll(/cov: (\d+) ft: \d+ corp: (\d+)/g)].at(-1)
  const said = /broken: .*/.exec(output)?.[0] ?? output.trim().split('\n').slice(-12).join('\n')
  const kept = /(?<=written to )\S+/.exec(output)?.[0]
  const result = `${runs ?? 'some'} inputs, ${reached?.[1] ?? '?'} edges, ${reached?.[2] ?? '?'} inputs kept`
  const wrong = code !== 0 && `${said.slice(0, 1_500)}${kept ? `\n  the input: ${kept}` : ''}`
  return row('Jazzer.js', part, result, wrong, code === 0 && runs === undefined && 'it did not run to its end')
}

/** The part, its oracle and all that they import as one file, so that the fuzzer sees which branches are taken in any of it. */
const bundled = async ({ name, part }: { name: string; part: string }): Promise<string> => {
  const entry = join(home, `${name}.entry.ts`)
  const from = (path: string) => JSON.stringify(join(root, path))
  const lines = [
    `import * as part from ${from(part)}`,
    `import { check } from ${from(`test/hostile/targets/${name}.ts`)}`,
    'export const fuzz = check(part)',
  ]
  await writeFile(entry, lines.join('\n'))
  const build = await rolldown({ input: entry, platform: 'node' })
  const file = join(home, `${name}.cjs`)
  await build.write({ file, format: 'cjs' })
  await build.close()
  return file
}

/** A mistake is planted: a fuzzer that is guided finds it, one that guesses does not. */
const control = async (runner: Runner): Promise<Row> => {
  for (const kept of ['corpus', 'found']) await rm(join(home, kept, 'planted'), { recursive: true, force: true })
  const { findings } = await fuzz(runner, { name: 'planted', part: 'test/hostile/targets/planted.ts' }, 30)
  const seen = findings.some((finding) => finding.includes('the planted mistake'))
  return row('Jazzer.js', 'control: a planted mistake', seen ? 'found' : 'missed', !seen && 'it was not found')
}

const sha = (bytes: Buffer) => createHash('sha1').update(bytes).digest('hex')
const print = (line: string) => void process.stdout.write(`${line}\n`)

await installTools()
await mkdir(home, { recursive: true })
const runner = await findRunner()
const wanted = targets.filter(({ name }) => only.includes(name))
const rows = [await control(runner)]
for (const target of wanted) {
  print(`${target.name}…`)
  rows.push(await fuzz(runner, target, Math.ceil(budget / wanted.length)))
}
print(tableOf(rows))
process.exitCode = rows.some(({ findings }) => findings.length > 0) ? 1 : 0
