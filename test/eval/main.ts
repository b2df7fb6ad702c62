import { modelUrls } from '@parley/classifier'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { evaluate } from './evaluate.ts'
import { printReport } from './report.ts'
import { readRows } from './rows.ts'
import { scorersIn } from './scorers.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    loso: { type: 'boolean', default: false },
    json: { type: 'string' },
    models: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
})
if (!values.data) throw new Error('Say where the rows are: --data DIRECTORY')

// Models of the same rows, one for each source that has not seen it.
const trainWithout = (data: string): string => {
  const out = mkdtempSync(join(tmpdir(), 'parley-eval-'))
  const script = fileURLToPath(new URL('../../packages/classifier/training/main.ts', import.meta.url))
  const { status } = spawnSync(process.execPath, [script, '--data', data, '--loso', '--out', out], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) throw new Error('Training without single sources failed.')
  return out
}

const shipped = fileURLToPath(new URL('.', modelUrls.abuse))
// Models that were trained before, by training's --loso --out, stand in for training them now.
const trained = values.loso && values.models === undefined
const models = trained ? trainWithout(values.data) : (values.models ?? shipped)
try {
  const bytes = Object.fromEntries(
    ['abuse', 'spam'].map((name) => [name, statSync(join(models, `${name}.model`)).size]),
  )
  const report = evaluate(readRows(values.data), scorersIn(models), { quick: values.quick })
  const whole = { data: values.data, leftOut: values.loso, modelBytes: bytes, ...report }
  printReport(whole)
  if (values.json) writeFileSync(values.json, `${JSON.stringify(whole, undefined, 1)}\n`)
} finally {
  if (trained) rmSync(models, { recursive: true })
}
