import type { Command } from '../context.ts'
import { withStore } from '../open-store.ts'
import { readArgs } from '../parse-args.ts'
import { table } from '../table.ts'
import { withoutSecrets } from '../without-secrets.ts'

/** `parley site list`: the sites, one a line. */
export const listSites: Command = {
  usage: 'site list [--json]',
  summary: 'Lists the sites.',
  details: '--json also shows their rules; of a secret in them only that it is set.',
  run: async (args, context) => {
    const { values } = readArgs(args, { json: { type: 'boolean', default: false } })
    const sites = await withStore(context, (store) => store.sites.list())
    if (values.json) context.print(JSON.stringify(sites.map(withoutSecrets), null, 2))
    else
      context.print(
        table(
          ['site', 'name', 'mode', 'hosts'],
          sites.map((s) => [s.id, s.name, s.mode, s.hosts.join(', ')]),
        ),
      )
    return 0
  },
}
