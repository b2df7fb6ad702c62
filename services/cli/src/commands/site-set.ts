import { rules as rulesSchema, siteChange } from '@parley/contracts'
import type { Command } from '../context.ts'
import { withStore } from '../open-store.ts'
import { checkArgs, given, readArgs } from '../parse-args.ts'
import { readRules } from '../read-rules.ts'
import { Refusal, UsageError } from '../refusal.ts'

const change = siteChange.extend({ rules: rulesSchema.optional() })

/** `parley site set`: changes what is named of a site. */
export const setSite: Command = {
  usage: 'site set ID [--host HOST …] [--name NAME] [--mode MODE] [--rules FILE]',
  summary: 'Changes a site; what is not named stays. --host replaces all its hosts, --rules all its rules.',
  run: async (args, context) => {
    const text = { type: 'string' } as const
    const options = { host: { type: 'string', multiple: true }, name: text, mode: text, rules: text } as const
    const { values, words } = readArgs(args, options, ['ID'])
    const [id = ''] = words
    const { host: hosts, name, mode, rules } = values
    const read = rules === undefined ? undefined : await readRules(rules)
    const wanted = checkArgs(change, given({ name, hosts, mode, rules: read }))
    if (Object.keys(wanted).length === 0) throw new UsageError('nothing to change is named')
    const site = await withStore(context, (store) => store.sites.set(id, wanted, 'cli'))
    if (!site) throw new Refusal(`there is no site ${id}`)
    context.print(`Site ${site.id}: ${site.name}, ${site.hosts.join(', ')}, mode ${site.mode}.`)
    return 0
  },
}
