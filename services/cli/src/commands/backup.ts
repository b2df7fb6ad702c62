import { rename, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { partFolder } from '../backup/part-folder.ts'
import { takeBackup } from '../backup/take.ts'
import { writeManifest } from '../backup/manifest.ts'
import type { Command } from '../context.ts'
import { readArgs } from '../parse-args.ts'
import { Refusal } from '../refusal.ts'

/** `parley backup`: everything that must not be lost, while Parley goes on. */
export const backup: Command = {
  usage: 'backup DIR',
  summary: 'Writes a backup of the database into a new folder, while Parley runs or when it does not.',
  details: `Without DATABASE_URL the files of the data folder's own PostgreSQL are copied, with the write-ahead log that makes them one
moment; with it, pg_dump of the server's own major version writes DIR/database.dump. DIR appears when it is whole.
A backup holds what the database holds: erased texts may be in it until it is deleted, so keep it where only you can read it.`,
  run: async (args, context) => {
    const [dir = ''] = readArgs(args, {}, ['DIR']).words
    const target = resolve(dir)
    if (await stat(target).catch(() => undefined)) throw new Refusal(`${target} is there already: name a new folder`)
    await using part = await partFolder(target)
    const manifest = await takeBackup(context, part.path)
    await writeManifest(part.path, manifest)
    await rename(part.path, target)
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
    context.print(`${target}: ${manifest.files.length} files, ${Math.ceil(bytes / 1e6)} MB.`)
    for (const { siteId, comments, published, revision } of manifest.after) {
      context.print(`Site ${siteId}: ${comments} comments, ${published} published, revision ${revision}.`)
    }
    return 0
  },
}
