import { modelReport } from '@parley/contracts'
import type { Command } from '../context.ts'
import { modelLines } from '../model/model-lines.ts'
import { withStore } from '../open-store.ts'
import { readArgs } from '../parse-args.ts'
import { Refusal } from '../refusal.ts'

/** `parley model status`: what goes by itself, at which measured error, and what more decisions would open. */
export const showModel: Command = {
  usage: 'model status SITE',
  summary: 'Shows what goes by itself, at which measured error, and what the next hundred decisions would open.',
  run: async (args, context) => {
    const { words } = readArgs(args, {}, ['SITE'])
    const [site = ''] = words
    const lines = await withStore(context, async ({ learning }) => {
      const state = await learning.state(site)
      if (!state) throw new Refusal(`there is no site ${site}`)
      const [versions, actions, undone] = await Promise.all([
        learning.versions(site),
        learning.actions(site, 5),
        learning.requests.undone(site, 5),
      ])
      const report = modelReport.safeParse(state.report)
      return modelLines({ state, report: report.success ? report.data : undefined, versions, actions, undone })
    })
    for (const line of lines) context.print(line)
    return 0
  },
}
