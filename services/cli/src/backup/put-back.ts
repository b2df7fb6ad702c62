import { join } from 'node:path'
import { digestOf, restoreCluster, startEmbedded } from '@parley/embedded'
import { createStore, lookAtServer, migrate, type SiteFigures } from '@parley/store'
import { readConfig } from '../config.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { readRunning } from '../standalone/running.ts'
import { compareFigures } from './compare.ts'
import type { Manifest } from './manifest.ts'
import { needTool, runTool } from './pg-tools.ts'

/** What a restored database was found to hold, and what is wrong with it. */
export type Proof = { sites: SiteFigures[]; wrong: string[]; aside?: string | undefined }

/** Puts a backup back and proves it. */
export const putBack = async (
  context: Context,
  { folder, manifest, replace }: { folder: string; manifest: Manifest; replace: boolean },
): Promise<Proof> => {
  const { databaseUrl, dataDir } = readConfig(context)
  if (manifest.kind === 'dump') return putDumpBack(context, databaseUrl, folder, manifest)
  if (databaseUrl) throw new Refusal('this backup is of an embedded PostgreSQL: unset DATABASE_URL')
  const running = await readRunning(dataDir)
  if (running) throw new Refusal(`Parley runs with ${dataDir} (process ${running.parent.pid}): stop it first`)
  const { files, postgres: major } = manifest
  const aside = await restoreCluster({ from: join(folder, 'cluster'), major, files, dir: dataDir, replace })
  await using embedded = await startEmbedded({ dir: dataDir })
  return { ...(await prove(embedded.url, manifest)), aside }
}

const putDumpBack = async ({ env }: Context, url: string | undefined, folder: string, manifest: Manifest) => {
  if (!url) throw new Refusal('this backup was made by pg_dump: set DATABASE_URL to an empty database')
  const { major, isEmpty } = await lookAtServer(url)
  if (!isEmpty) throw new Refusal('the database of DATABASE_URL has tables of Parley: make an empty one')
  await needTool('pg_restore', major, env)
  for (const { path, ...wanted } of manifest.files) {
    const { bytes, sha256 } = await digestOf(join(folder, path))
    if (bytes !== wanted.bytes || sha256 !== wanted.sha256)
      throw new Refusal(`the backup is damaged: ${path} is not what was written`)
  }
  const whole = ['--exit-on-error', '--single-transaction', '--no-owner', '--no-acl']
  await runTool('pg_restore', url, [...whole, join(folder, 'database.dump')], env)
  return prove(url, manifest)
}

/** Counts afresh, from the comments alone, and compares with what was backed up. */
const prove = async (url: string, manifest: Manifest): Promise<Proof> => {
  await migrate(url)
  await using store = createStore({ url, poolSize: 2 })
  const sites = await store.backup.figures()
  const { drift, visibleWrong } = await store.recount()
  await store.backup.settleRestored()
  const drifted = drift.map(
    ({ siteId, key, stored, derived }) =>
      `site ${siteId}: ${JSON.stringify(key)} says ${stored}, its comments ${derived}`,
  )
  const hidden = visibleWrong > 0 ? [`${visibleWrong} comments with a wrong visibility`] : []
  return { sites, wrong: [...compareFigures(manifest, sites), ...drifted, ...hidden] }
}
