import { tokenDraft } from '@parley/contracts'
import type { Command } from '../context.ts'
import { withStore } from '../open-store.ts'
import { checkArgs, given, readArgs } from '../parse-args.ts'
import { Refusal, UsageError } from '../refusal.ts'
import { hashOf, makeToken } from '../tokens.ts'

/** `parley token add`: makes a bearer token and shows it this once. */
export const addToken: Command = {
  usage: 'token add NAME --role ROLE [--site ID …]',
  summary: 'Makes a token and shows it this once.',
  details: `  NAME         whose decisions the audit log calls by it: a-z, 0-9, ., _ and -
  --role ROLE  reader (looks), moderator (decides), admin (also sites, rules and tokens)
  --site ID    limits it to this site; may be repeated. Without it: all sites, also those to come`,
  run: async (args, context) => {
    const options = { role: { type: 'string' }, site: { type: 'string', multiple: true } } as const
    const { values, words } = readArgs(args, options, ['NAME'])
    if (values.role === undefined) throw new UsageError('--role is missing')
    const { name, role, sites } = checkArgs(
      tokenDraft,
      given({ name: words[0], role: values.role, sites: values.site }),
    )
    const token = makeToken()
    await withStore(context, async (store) => {
      const known = new Set((await store.sites.list()).map(({ id }) => id))
      const unknown = (sites ?? []).filter((site) => !known.has(site))
      if (unknown.length > 0) throw new Refusal(`there is no site ${unknown.join(', ')}`)
      const added = await store.tokens.add({ name, hash: hashOf(token), role, sites })
      if (added === 'exists') throw new Refusal(`token ${name} exists: parley token revoke removes it`)
    })
    context.print(token)
    return 0
  },
}
