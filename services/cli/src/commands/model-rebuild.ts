import type { Command } from '../context.ts'
import { askWorker } from '../model/ask-worker.ts'
import { withStore } from '../open-store.ts'
import { readArgs } from '../parse-args.ts'

const told: Record<string, string> = {
  same: 'the log gives the same bytes as are in service',
  rebuilt: 'rebuilt, for the log gives other bytes than were in service',
  none: 'nothing was learned yet',
  frozen: 'frozen, so nothing was rebuilt',
  changed: 'something changed meanwhile; try again',
}

/** `parley model rebuild`: learns anew from the log what the version in service had learned. */
export const rebuildModel: Command = {
  usage: 'model rebuild SITE',
  summary: 'Learns anew from the log, as every night; an unchanged log gives the same bytes.',
  run: async (args, context) => {
    const { words } = readArgs(args, {}, ['SITE'])
    const [site = ''] = words
    const result = await withStore(context, (store) => askWorker(store, { siteId: site, kind: 'rebuild' }))
    const dropped = Array.isArray(result['dropped']) ? result['dropped'].map(String) : []
    if (dropped.length > 0) context.print(`Dropped what learned from an erased author: version ${dropped.join(', ')}.`)
    context.print(`Site ${site}: ${told[String(result['outcome'])] ?? 'done'}.`)
    return 0
  },
}
