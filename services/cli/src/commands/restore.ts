import { resolve } from 'node:path'
import { readManifest } from '../backup/manifest.ts'
import { putBack } from '../backup/put-back.ts'
import type { Command } from '../context.ts'
import { readArgs } from '../parse-args.ts'

/** `parley restore`: puts a backup back, and proves that every count is what it was. */
export const restore: Command = {
  usage: 'restore DIR [--replace]',
  summary: 'Puts a backup back while Parley stands still, and proves the counts.',
  details: `A backup of files goes into the data folder; with --replace what is there is set aside first, never deleted. A dump goes into the
empty database of DATABASE_URL. Then every count is derived from the comments and compared with what was backed up. Readers' pages
read all counts afresh, and what waits for moderation is asked for at once. Exit code 1 when the proof fails.`,
  run: async (args, context) => {
    const { values, words } = readArgs(args, { replace: { type: 'boolean', default: false } }, ['DIR'])
    const folder = resolve(words[0] ?? '')
    const manifest = await readManifest(folder)
    const { sites, wrong, aside } = await putBack(context, { folder, manifest, replace: values.replace })
    if (aside !== undefined) context.print(`What was there is now ${aside}.`)
    for (const { siteId, comments, published, revision } of sites) {
      context.print(`Site ${siteId}: ${comments} comments, ${published} published, revision ${revision}.`)
    }
    for (const line of wrong) context.complain(line)
    context.print(wrong.length === 0 ? 'Every count is what it was.' : 'This is not what was backed up.')
    return wrong.length === 0 ? 0 : 1
  },
}
