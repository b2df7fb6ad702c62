import { parseArgs } from 'node:util'
import { startEmbedded } from '@parley/embedded'
import { migrate } from '@parley/store'
import { freshFolder } from '../support/embedded.ts'
import { playHistories } from '../support/store-histories.ts'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string' } } })
const runs = Number(values.runs)
const began = performance.now()
{
  await using folder = await freshFolder()
  await using postgres = await startEmbedded({ dir: `${folder.path}/data`, durable: false })
  await migrate(postgres.url)
  await playHistories(postgres.url, { runs, seed: values.seed === undefined ? undefined : Number(values.seed) })
}
const seconds = Math.round((performance.now() - began) / 1_000)
process.stdout.write(`${runs} histories, the store did what the model says each time; ${seconds} s.\n`)
