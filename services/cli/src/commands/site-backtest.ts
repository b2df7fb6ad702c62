import { backtestKinds, backtestOrder, backtestResult, type BacktestKind } from '@parley/contracts'
import type { Command } from '../context.ts'
import { askWorker } from '../model/ask-worker.ts'
import { needVersion } from '../model/need.ts'
import { withStore } from '../open-store.ts'
import { checkArgs, given, readArgs } from '../parse-args.ts'
import { readRules } from '../read-rules.ts'
import { Refusal } from '../refusal.ts'

const told: Record<BacktestKind, string> = {
  caught: 'would have been caught (a person rejected it, it was published)',
  wronglyHeld: 'would have been held though a person approved it',
  wronglyRejected: 'would have been rejected though a person approved it',
  released: 'would have been published, as a person decided',
  missed: 'would have been published though a person rejected it',
}
const EXAMPLES = 5

/** `parley site backtest`: tries other rules or another version on the newest decisions that people made. */
export const backtestSite: Command = {
  usage: 'site backtest ID [--rules FILE] [--version VERSION] [--last N]',
  summary: 'Tries rules or a version of the model on the last decisions that people made (500), and changes nothing.',
  run: async (args, context) => {
    const text = { type: 'string' } as const
    const { values, words } = readArgs(args, { rules: text, version: text, last: text }, ['ID'])
    const [site = ''] = words
    const { version, last } = values
    const order = checkArgs(
      backtestOrder,
      given({
        rules: values.rules === undefined ? undefined : await readRules(values.rules),
        version: version === undefined ? undefined : Number(version),
        decisions: last === undefined ? undefined : Number(last),
      }),
    )
    const asked = { siteId: site, kind: 'backtest', payload: order } as const
    const result = await withStore(context, async (store) => {
      if (order.version !== undefined) await needVersion(store, site, order.version)
      return await askWorker(store, asked)
    })
    const found = backtestResult.safeParse(result)
    if (!found.success) throw new Refusal('the worker answered something else')
    const { decisions, learned, unchanged, kinds } = found.data
    context.print(`${decisions} decisions tried, ${unchanged} would have gone the same way.`)
    if (learned > 0)
      context.print(`The version in service had learned ${learned} of them, so it knows them better than new ones.`)
    for (const kind of backtestKinds) {
      const { count, examples } = kinds[kind]
      if (count > 0) context.print(`${count} ${told[kind]}:`)
      for (const { comment, before, after, codes } of examples.slice(0, EXAMPLES))
        context.print(`  ${comment}  ${before} → ${after}  ${codes.join(', ')}`)
    }
    return 0
  },
}
