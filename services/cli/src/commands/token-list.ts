import type { Command } from '../context.ts'
import { withStore } from '../open-store.ts'
import { readArgs } from '../parse-args.ts'
import { table } from '../table.ts'

/** `parley token list`: the tokens by name; their secrets are known to nobody here. */
export const listTokens: Command = {
  usage: 'token list [--json]',
  summary: 'Lists the tokens without their secrets.',
  run: async (args, context) => {
    const { values } = readArgs(args, { json: { type: 'boolean', default: false } })
    const tokens = await withStore(context, (store) => store.tokens.list())
    const rows = tokens.map(({ name, role, sites }) => [name, role, sites?.join(', ') ?? 'all'])
    context.print(values.json ? JSON.stringify(tokens, null, 2) : table(['token', 'role', 'sites'], rows))
    return 0
  },
}
