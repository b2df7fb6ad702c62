import { siteId } from '@parley/contracts'
import type { Command } from '../context.ts'
import { withStore } from '../open-store.ts'
import { checkArgs, readArgs } from '../parse-args.ts'
import { Refusal } from '../refusal.ts'

/** `parley recount`: derives every count from the comments and compares. */
export const recount: Command = {
  usage: 'recount [--site ID] [--repair]',
  summary: 'Proves the published counts against the comments, and repairs them by wish.',
  details: 'Exit code 1 when a count has drifted and was not repaired.',
  run: async (args, context) => {
    const { values } = readArgs(args, { site: { type: 'string' }, repair: { type: 'boolean', default: false } })
    const site = values.site === undefined ? undefined : checkArgs(siteId, values.site)
    const { articles, drift, visibleWrong, totalsWrong } = await withStore(context, async (store) => {
      if (site !== undefined && !(await store.sites.find(site))) throw new Refusal(`there is no site ${site}`)
      return store.recount({ siteId: site, repair: values.repair })
    })
    for (const { siteId, key, stored, derived } of drift) {
      context.print(`${siteId} ${JSON.stringify(key)}: stored ${stored}, derived ${derived}`)
    }
    const wrong = drift.length + visibleWrong + totalsWrong
    const found = `${articles} articles, ${drift.length} drifted, ${visibleWrong} comments with a wrong visibility, ${totalsWrong} wrong totals`
    const hint = values.repair ? '; repaired' : '; --repair mends it'
    context.print(`${found}${wrong > 0 ? hint : ''}.`)
    return wrong > 0 && !values.repair ? 1 : 0
  },
}
