import type { Command } from '../context.ts'
import { readArgs } from '../parse-args.ts'
import { version } from '../version.ts'

/** `parley version`: which Parley this is. */
export const showVersion: Command = {
  usage: 'version',
  summary: 'Prints the version of Parley, as parley --version does.',
  run: async (args, { print }) => {
    readArgs(args, {})
    print(version)
    return 0
  },
}
