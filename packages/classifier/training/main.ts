import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { modelCard } from './card.ts'
import { abuseExamples, spamExamples } from './examples.ts'
import { calibrationOf, fit } from './fit.ts'
import { readRows } from './rows.ts'
import { prepare } from './samples.ts'
import { modelFile } from './write.ts'

const room = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string', default: join(room, 'models') },
    loso: { type: 'boolean' },
  },
})
if (!values.data) throw new Error('Say where the rows are: --data DIRECTORY')

const say = (line: string): void => void process.stdout.write(`${line}\n`)

// Whatever could change a model: this room's code, tests aside.
const codeHash = (): string => {
  const hash = createHash('sha256')
  for (const folder of ['src', 'training']) {
    const files = readdirSync(join(room, folder), { recursive: true, encoding: 'utf8' })
    for (const file of files
      .toSorted()
      .filter((name) => /(?<!\.test)\.ts$/u.test(name) && !name.startsWith('learning'))) {
      hash.update(file).update(readFileSync(join(room, folder, file)))
    }
  }
  return hash.digest('hex')
}

const rows = readRows(values.data)
const data = createHash('sha256').update(JSON.stringify(rows)).digest('hex')
const code = codeHash()
const out = resolve(values.out)
mkdirSync(out, { recursive: true })

const write = (
  name: string,
  file: string,
  fitted: ReturnType<typeof fit>,
  calibration: ReturnType<typeof calibrationOf>,
) => {
  const bytes = modelFile(fitted, { name, bias: fitted.read.bias, calibration, data, code })
  writeFileSync(join(out, file), bytes)
  say(`${file}: ${bytes.length} bytes`)
}

for (const [name, examples] of [
  ['abuse', abuseExamples(rows)],
  ['spam', spamExamples(rows)],
] as const) {
  const prepared = prepare(examples, 5)
  say(`${name}: ${examples.length} texts, ${prepared.length} with copies`)
  const calibration = calibrationOf(prepared)
  say(`${name}: slope ${calibration.slope.toFixed(3)}, intercept ${calibration.intercept.toFixed(3)}`)
  write(name, `${name}.model`, fit(prepared), calibration)
  if (!values.loso) continue
  // For the evaluation: what a site is told whose texts nobody has seen.
  for (const source of new Set(rows.filter(({ kind }) => kind === name).map((row) => row.source))) {
    const others = prepared.filter(({ group }) => group !== source)
    write(name, `${name}.without-${source.replaceAll(/[^\w-]/gu, '_')}.model`, fit(others), calibration)
  }
}
writeFileSync(join(out, 'MODEL-CARD.md'), modelCard(rows, { data, code }))
