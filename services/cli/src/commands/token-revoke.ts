import type { Command } from '../context.ts'
import { withStore } from '../open-store.ts'
import { readArgs } from '../parse-args.ts'
import { Refusal } from '../refusal.ts'

/** `parley token revoke`: the token stops working; what was decided with it stays. */
export const revokeToken: Command = {
  usage: 'token revoke NAME',
  summary: 'Takes a token back; decisions made with it stay.',
  run: async (args, context) => {
    const [name = ''] = readArgs(args, {}, ['NAME']).words
    if (!(await withStore(context, (store) => store.tokens.revoke(name))))
      throw new Refusal(`there is no token ${name}`)
    context.print(`Revoked ${name}.`)
    return 0
  },
}
