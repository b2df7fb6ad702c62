import { siteDraft } from '@parley/contracts'
import type { Command } from '../context.ts'
import { withStore } from '../open-store.ts'
import { checkArgs, given, readArgs } from '../parse-args.ts'
import { readRules } from '../read-rules.ts'
import { Refusal, UsageError } from '../refusal.ts'

/** `parley site add`: a site that comments may be written for. */
export const addSite: Command = {
  usage: 'site add ID --host HOST … [--name NAME] [--mode MODE] [--rules FILE]',
  summary: 'Adds a site.',
  details: `  ID            a slug of a-z, 0-9 and -
  --host HOST   a host of its pages, such as news.example or навіны.бел; may be repeated, the first is the main one
  --name NAME   what people call it (ID)
  --mode MODE   auto (publishes what is judged clean), pre (nothing without a moderator), post (all that is not rejected)
  --rules FILE  its rules for the checks, as JSON`,
  run: async (args, context) => {
    const text = { type: 'string' } as const
    const options = { host: { type: 'string', multiple: true }, name: text, mode: text, rules: text } as const
    const { values, words } = readArgs(args, options, ['ID'])
    const { host: hosts, name = words[0], mode, rules } = values
    if (hosts === undefined) throw new UsageError('--host is missing')
    const read = rules === undefined ? undefined : await readRules(rules)
    const draft = checkArgs(siteDraft, given({ id: words[0], name, hosts, mode, rules: read }))
    const added = await withStore(context, (store) => store.sites.add(draft))
    if (added === 'exists') throw new Refusal(`site ${draft.id} exists: parley site set changes it`)
    context.print(`Added site ${added.id} with ${added.hosts.join(', ')}, mode ${added.mode}.`)
    return 0
  },
}
