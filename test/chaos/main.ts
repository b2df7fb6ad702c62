import { readOptions } from '../support/read-options.ts'
import { playKills } from './storm/kills.ts'
import { playSeed, type Played } from './storm/storm.ts'
import { startGround } from './storm/world.ts'

const usage = `npm run chaos -- [--seeds 5] [--from 1] [--seed N] [--kills N] [--faults 7] [--json]
  Plays faults under load and judges by what clients know and what the database says: so many seeds, a minute or two each.
  --seed plays one again and tells the processes' last lines when a promise is broken; --kills N instead kills api, worker,
  Redis and PostgreSQL so often each (50: three minutes); --faults is how many a seed plays; --json a line of JSON a seed.`

const {
  seed: only,
  seeds = 5,
  from = 1,
  faults = 7,
  kills,
  json = false,
} = readOptions(usage, { seed: 'whole', seeds: 'count', from: 'whole', faults: 'whole', kills: 'count', json: 'flag' })
const print = (line: string) => void process.stdout.write(`${line}\n`)

const told = ({
  seed,
  violations,
  accepted,
  comments,
  events,
  decidedMs,
  seconds,
  largestMb,
  answers,
}: Played): string => {
  const verdict = violations.length === 0 ? 'kept' : 'BROKEN'
  const none = answers['0'] ?? 0
  const faulty = Object.entries(answers).reduce((sum, [status, n]) => sum + (Number(status) >= 500 ? n : 0), 0)
  return `seed ${seed}: ${verdict}; ${accepted} accepted, ${comments} comments, ${events} events, all decided after ${decidedMs} ms, ${none} unanswered, ${faulty} 5xx, ${largestMb} MB, ${seconds} s`
}

const ground = await startGround()
if (kills !== undefined) {
  const result = await playKills(ground, { kills, say: print })
  print(json ? JSON.stringify(result) : result.violations.join('\n') || 'Nothing was lost.')
  process.exitCode = result.violations.length === 0 ? 0 : 1
} else {
  const first = only ?? from
  const count = only === undefined ? seeds : 1
  const broken: number[] = []
  const crashes: Played['crashes'] = []
  for (let seed = first; seed < first + count; seed += 1) {
    const say = json ? () => undefined : print
    const played = await playSeed(ground, { seed, count: faults, say })
    print(json ? JSON.stringify(played) : told(played))
    crashes.push(...played.crashes)
    if (played.violations.length === 0) continue
    broken.push(seed)
    for (const line of played.violations) print(`  ! ${line}`)
    if (only !== undefined) for (const line of played.logs) print(`  ${line}`)
    print(`  again: npm run chaos -- --seed ${seed} --faults ${faults}`)
  }
  for (const [point, all] of Map.groupBy(crashes, (one) => one.point))
    print(`${point}: ${all.filter(({ came }) => came).length} of ${all.length} times`)
  print(broken.length === 0 ? `${count} seeds, every invariant kept.` : `broken: ${broken.join(', ')}`)
  process.exitCode = broken.length === 0 ? 0 : 1
}
// The process ends by itself once all is put away. What holds it is a leak of these tests or of what they start, and is told.
setTimeout(() => {
  print(`does not end, held by ${process.getActiveResourcesInfo().join(', ')}`)
  process.exit(1)
}, 60_000).unref()
await ground[Symbol.asyncDispose]()
