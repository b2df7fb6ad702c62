import { startEmbedded } from '@parley/embedded'
import { migrate } from '@parley/store'
import { freshFolder } from '../support/embedded.ts'
import { readOptions } from '../support/read-options.ts'
import { playHistories } from '../support/store-histories.ts'

const usage = `npm run histories -- [--runs 10000] [--seed N]
  Plays random histories against the store and a small model of the design, for three to five minutes; --seed plays the
  same ones again.`

const { runs = 10_000, seed } = readOptions(usage, { runs: 'count', seed: 'whole' })
const began = performance.now()
{
  await using folder = await freshFolder()
  await using postgres = await startEmbedded({ dir: `${folder.path}/data`, durable: false })
  await migrate(postgres.url)
  await playHistories(postgres.url, { runs, seed })
}
const seconds = Math.round((performance.now() - began) / 1_000)
process.stdout.write(`${runs} histories, the store did what the model says each time; ${seconds} s.\n`)
