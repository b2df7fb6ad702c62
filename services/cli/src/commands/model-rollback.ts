import type { Command } from '../context.ts'
import { needVersion } from '../model/need.ts'
import { withStore } from '../open-store.ts'
import { readArgs } from '../parse-args.ts'
import { Refusal, UsageError } from '../refusal.ts'

/** `parley model rollback`: puts an older version into service. */
export const rollBackModel: Command = {
  usage: 'model rollback SITE [--to VERSION]',
  summary: 'Puts an older version into service: the one before, or the one named; 0 is the models as shipped.',
  details: 'What wins its place later must win it on decisions made from now on. Workers follow within seconds.',
  run: async (args, context) => {
    const { values, words } = readArgs(args, { to: { type: 'string' } }, ['SITE'])
    const [site = ''] = words
    if (values.to !== undefined && !/^\d{1,9}$/.test(values.to)) throw new UsageError('--to is a version number')
    const to = values.to === undefined ? undefined : Number(values.to)
    const rolled = await withStore(context, async (store) => {
      if (to !== undefined) await needVersion(store, site, to)
      return await store.learning.rollBack(site, to, 'cli')
    })
    if (rolled === undefined) throw new Refusal(`there is no site ${site}`)
    if (rolled === 'no-version')
      throw new Refusal(to === undefined ? 'nothing is in service' : `version ${to} is not kept`)
    context.print(
      `Site ${site}: ${rolled.serving === 0 ? 'the models as shipped' : `version ${rolled.serving}`} in service.`,
    )
    return 0
  },
}
