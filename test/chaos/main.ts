import { parseArgs } from 'node:util'
import { playKills } from './storm/kills.ts'
import { playSeed, type Played } from './storm/storm.ts'
import { startGround } from './storm/world.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '5' },
    from: { type: 'string', default: '1' },
    faults: { type: 'string', default: '7' },
    kills: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
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
if (values.kills !== undefined) {
  const result = await playKills(ground, { kills: Number(values.kills), say: print })
  print(values.json ? JSON.stringify(result) : result.violations.join('\n') || 'Nothing was lost.')
  process.exitCode = result.violations.length === 0 ? 0 : 1
} else {
  const first = Number(values.seed ?? values.from)
  const count = values.seed === undefined ? Number(values.seeds) : 1
  const broken: number[] = []
  const crashes: Played['crashes'] = []
  for (let seed = first; seed < first + count; seed += 1) {
    const say = values.json ? () => undefined : print
    const played = await playSeed(ground, { seed, count: Number(values.faults), say })
    print(values.json ? JSON.stringify(played) : told(played))
    crashes.push(...played.crashes)
    if (played.violations.length === 0) continue
    broken.push(seed)
    for (const line of played.violations) print(`  ! ${line}`)
    if (values.seed !== undefined) for (const line of played.logs) print(`  ${line}`)
    print(`  again: npm run chaos -- --seed ${seed} --faults ${values.faults}`)
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
