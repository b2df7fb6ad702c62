import { modelUrls } from '@parley/classifier'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readOptions, refuse } from '../support/read-options.ts'
import { evaluate } from './evaluate.ts'
import { printReport } from './report.ts'
import { readRows } from './rows.ts'
import { scorersIn } from './scorers.ts'

const usage = `npm run eval -- --data DIR [--loso] [--models DIR] [--json FILE] [--quick]
  What models and checks find on labelled texts, beside what others use. With --loso every source is scored by models that
  never saw it, trained now or taken from --models.`

const given = readOptions(usage, { data: 'text', loso: 'flag', json: 'text', models: 'text', quick: 'flag' })
const { data = refuse(usage, '--data is missing'), loso = false, json, models: made, quick = false } = given

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
const trained = loso && made === undefined
const models = trained ? trainWithout(data) : (made ?? shipped)
try {
  const bytes = Object.fromEntries(
    ['abuse', 'spam'].map((name) => [name, statSync(join(models, `${name}.model`)).size]),
  )
  const report = evaluate(readRows(data), scorersIn(models), { quick })
  const whole = { data, leftOut: loso, modelBytes: bytes, ...report }
  printReport(whole)
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(whole, undefined, 1)}\n`)
} finally {
  if (trained) rmSync(models, { recursive: true })
}
