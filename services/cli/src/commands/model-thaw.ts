import type { Command } from '../context.ts'
import { withStore } from '../open-store.ts'
import { readArgs } from '../parse-args.ts'
import { Refusal } from '../refusal.ts'

/** `parley model thaw`: ends a freeze. */
export const thawModel: Command = {
  usage: 'model thaw SITE',
  summary: 'Lets a frozen model learn again.',
  run: async (args, context) => {
    const { words } = readArgs(args, {}, ['SITE'])
    const [site = ''] = words
    const changed = await withStore(context, ({ learning }) => learning.setFrozen(site, false, 'cli'))
    if (changed === undefined) throw new Refusal(`there is no site ${site}`)
    context.print(`Site ${site}: ${changed ? 'learning again' : 'was not frozen'}.`)
    return 0
  },
}
