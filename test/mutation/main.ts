import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { readOptions } from '../support/read-options.ts'
import { compare, scoresOf, survivorsOf, type Report, type Survivor } from './survivors.ts'

/** So many of a hundred mutants have to be told apart by the unit tests. */
const MUST = 90

const root = fileURLToPath(new URL('../..', import.meta.url))
const usage = `npm run mutants -- [--only PART] [--workers N]
  Changes the code that decides, one place at a time, and asks whether a unit test notices; PART is of a file's path.`

const { only = '', workers = availableParallelism() } = readOptions(usage, { only: 'text', workers: 'count' })
const print = (line: string) => void process.stdout.write(`${line}\n`)

const comments = 'packages/store/src/comments'
const counts = 'services/api/src/counts'

/** What is mutated. Of `decide.ts` the pure part; the rest of it is for a database. */
const mutated = async (): Promise<string[]> => {
  const lines = (await readFile(`${root}${comments}/decide.ts`, 'utf8')).split('\n')
  const from = lines.findIndex((line) => line.startsWith('export const answerTo ')) + 1
  if (from === 0) throw new Error('decide.ts has no answerTo any more')
  return [
    ...['judge', 'policy', 'status'].map((name) => `packages/moderation/src/${name}.ts`),
    ...['changed', 'flips', 'state'].map((name) => `${comments}/${name}.ts`),
    `${comments}/decide.ts:${from}-${lines.length}`,
    ...['answers', 'counts', 'follower', 'keys', 'memory', 'ports', 'question', 'since'].map(
      (name) => `${counts}/${name}.ts`,
    ),
    'services/api/src/http/is-unchanged.ts',
  ]
}

const cache = `${root}.cache/mutants`
const options = async () => ({
  testRunner: 'vitest',
  plugins: [`${root}test/mutation/node_modules/@stryker-mutator/vitest-runner/dist/src/index.js`],
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  mutate: (await mutated()).filter((file) => file.includes(only)),
  // The copies that are mutated need their own rooms and nothing else; other rooms are found through `node_modules`.
  ignorePatterns: [
    '/.cache',
    '/infra',
    '/packages/{classifier,cli,client,contracts,embedded,queue,runtime,widget}',
    '/services/{cli,worker}',
    '/test/{chaos,e2e,eval,fixtures,integration,load,support}',
  ],
  tsconfigFile: 'none.json', // it would be rewritten with the compiler API of an older TypeScript
  disableTypeChecks: true,
  tempDirName: '.cache/mutants/sandbox',
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: `${cache}/report.json` },
  concurrency: workers,
  warnings: { slow: false },
})

const play = async (): Promise<Report> => {
  await mkdir(cache, { recursive: true })
  await writeFile(`${cache}/stryker.json`, JSON.stringify(await options()))
  const stryker = `${root}test/mutation/node_modules/@stryker-mutator/core/bin/stryker.js`
  const child = spawn(process.execPath, [stryker, 'run', `${cache}/stryker.json`], { cwd: root, stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`Stryker ended with ${code}`)
  return JSON.parse(await readFile(`${cache}/report.json`, 'utf8')) as Report
}

const told = ({ file, code, becomes }: Survivor): string => `  ${file}\n    ${code}\n    ⟦${becomes}⟧`
const share = (killed: number, of: number): string => `${((100 * killed) / Math.max(1, of)).toFixed(1)} %`

const report = await play()
const listed = JSON.parse(await readFile(`${root}test/mutation/survivors.json`, 'utf8')) as Survivor[]
const scores = scoresOf(report)
for (const { file, killed, of } of scores)
  print(`${share(killed, of).padStart(8)} of ${String(of).padStart(3)}  ${file}`)
const killed = scores.reduce((sum, one) => sum + one.killed, 0)
const of = scores.reduce((sum, one) => sum + one.of, 0)
const found = survivorsOf(report)
const { fresh, dead } = compare(found, listed, Object.keys(report.files))
for (const one of dead) print(`No longer alive, take it off the list:\n${told(one)}`)
for (const one of fresh) print(`Survives, and is not listed:\n${told(one)}`)
print(
  `${killed} of ${of} mutants killed (${share(killed, of)}); ${found.length} survive, ${fresh.length} of them not listed.`,
)
process.exitCode = fresh.length === 0 && killed * 100 >= of * MUST ? 0 : 1
