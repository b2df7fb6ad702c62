import { resolve } from 'node:path'
import type { Command } from '../context.ts'
import { exportSite } from '../export/export-site.ts'
import { withStore } from '../open-store.ts'
import { given, readArgs } from '../parse-args.ts'
import { Refusal, UsageError } from '../refusal.ts'

/** `parley export`: what readers see, as files that any web server can serve. */
export const exportStatic: Command = {
  usage: 'export --static DIR [--site ID …]',
  summary: 'Writes published comments and counts as JSON and HTML for a mirror.',
  details: `DIR/SITE/counts.json holds all counts by article; DIR/SITE/articles/HASH.json and HASH.html each article's comments,
where HASH is the first 32 hex digits of the SHA-256 of its key, and DIR/SITE/index.json which is which. Every file is
replaced in one step, and what is no longer published is removed.`,
  run: async (args, context) => {
    const options = { static: { type: 'string' }, site: { type: 'string', multiple: true } } as const
    const { values } = readArgs(args, options, [])
    const { static: dir, site: wanted } = given(values)
    if (dir === undefined) throw new UsageError('--static names the folder to write to')
    await withStore(context, async (store) => {
      const sites = await store.sites.list()
      const missing = wanted?.find((id) => !sites.some((site) => site.id === id))
      if (missing !== undefined) throw new Refusal(`there is no site ${missing}`)
      for (const site of sites.filter(({ id }) => wanted === undefined || wanted.includes(id))) {
        const { articles, comments } = await exportSite(store, site, resolve(dir))
        context.print(`Site ${site.id}: ${comments} comments of ${articles} articles.`)
      }
    })
    return 0
  },
}
