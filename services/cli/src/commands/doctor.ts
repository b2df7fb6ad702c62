import { readConfig } from '../config.ts'
import type { Command } from '../context.ts'
import { linesOf } from '../doctor/finding.ts'
import { readArgs } from '../parse-args.ts'
import { readRunning } from '../standalone/running.ts'

/** `parley doctor`: looks at everything Parley stands on. */
export const doctor: Command = {
  usage: 'doctor',
  summary: 'Looks at settings, servers and counts; says what is wrong and how to mend it.',
  details:
    'Looks at DATABASE_URL, QUEUE_URL and CACHE_URL, or at the standalone that runs. Exit code 1 when something is wrong.',
  run: async (args, context) => {
    readArgs(args, {})
    // Read by this command alone: what it looks at a queue with is a third of what all others would have to read.
    const { examine } = await import('../doctor/examine.ts')
    const config = readConfig(context)
    const findings = await examine(config, await readRunning(config.dataDir))
    for (const finding of findings) for (const line of linesOf(finding)) context.print(line)
    const bad = findings.filter(({ level }) => level === 'wrong').length
    context.print(bad === 0 ? '\nNothing is wrong.' : `\n${bad} wrong.`)
    return bad === 0 ? 0 : 1
  },
}
