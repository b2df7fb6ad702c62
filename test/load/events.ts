import { readOptions } from '../support/read-options.ts'
import { measureStreams } from './streams.ts'
import { isWithin, targets } from './targets.ts'

const usage = `npm run bench:events -- [--streams 10000] [--rounds 10]
  Opens streams of events to one api process, all of one article, and tells what each costs in memory and how long a
  change takes to reach the last of them. Both ends need a file descriptor a stream: ulimit -n 12000 for 10,000.`

const { streams = 10_000, rounds = 10 } = readOptions(usage, { streams: 'count', rounds: 'count' })

const { open, failed, megabytes, each, broadcast, cpuMs } = await measureStreams({ streams, rounds })
console.log(`streams open: ${open}, refused or lost: ${failed}`)
console.log(`memory: ${megabytes.some} MB with a tenth, ${megabytes.all} MB with all; ${each.toFixed(1)} kB each`)
console.log(
  `a change, from the first stream told to the last: ${broadcast.middle} ms in the middle, ${broadcast.most} ms at most`,
)
console.log(`processor time of the api for each: ${cpuMs} ms; memory after that: ${megabytes.after} MB`)
const { streamMemory, broadcast: change } = targets
const reached = failed === 0 && isWithin(each, streamMemory.must) && isWithin(broadcast.middle, change.must)
console.log(reached ? 'reached' : 'missed')
process.exitCode = reached ? 0 : 1
