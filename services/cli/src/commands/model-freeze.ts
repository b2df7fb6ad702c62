import type { Command } from '../context.ts'
import { withStore } from '../open-store.ts'
import { readArgs } from '../parse-args.ts'
import { Refusal } from '../refusal.ts'

/** `parley model freeze`: keeps what is in service as it is. */
export const freezeModel: Command = {
  usage: 'model freeze SITE',
  summary: 'Stops learning and promotion; what is in service stays.',
  run: async (args, context) => {
    const { words } = readArgs(args, {}, ['SITE'])
    const [site = ''] = words
    const changed = await withStore(context, ({ learning }) => learning.setFrozen(site, true, 'cli'))
    if (changed === undefined) throw new Refusal(`there is no site ${site}`)
    context.print(`Site ${site}: ${changed ? 'frozen: what is in service stays' : 'was frozen before'}.`)
    return 0
  },
}
