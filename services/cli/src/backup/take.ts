import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { copyCluster, digestOf, hasCluster, startEmbedded, type CopiedFile } from '@parley/embedded'
import { backUpPhysically, createStore, lookAtServer, type SiteFigures } from '@parley/store'
import { readConfig } from '../config.ts'
import type { Context } from '../context.ts'
import { readRunning } from '../standalone/running.ts'
import { Refusal } from '../refusal.ts'
import type { Manifest } from './manifest.ts'
import { needTool, runTool } from './pg-tools.ts'

/** Takes a backup into a folder that is there and empty; answers what is to be said of it. */
export const takeBackup = async (context: Context, folder: string): Promise<Manifest> => {
  const { databaseUrl, dataDir } = readConfig(context)
  if (databaseUrl) return dump(context, databaseUrl, folder)
  const running = await readRunning(dataDir)
  // A cluster may lie in the folder from before DATABASE_URL was set.
  if (running && !running.ownDatabase) return dump(context, running.databaseUrl, folder)
  if (running) return copy(running.databaseUrl, dataDir, folder)
  if (!(await hasCluster(dataDir))) throw new Refusal(`there is no data in ${dataDir}: set PARLEY_DATA or DATABASE_URL`)
  await using embedded = await startEmbedded({ dir: dataDir })
  return await copy(embedded.url, dataDir, folder)
}

const copy = async (url: string, dataDir: string, folder: string): Promise<Manifest> => {
  const cluster = await copyCluster(dataDir, join(folder, 'cluster'))
  const { figures } = await around(url, () =>
    backUpPhysically(url, { copy: () => cluster.copyData(), finish: (end) => cluster.finish(end) }),
  )
  return manifestOf('cluster', cluster.major, figures, cluster.files())
}

const dump = async ({ env }: Context, url: string, folder: string): Promise<Manifest> => {
  const { major } = await lookAtServer(url)
  await needTool('pg_dump', major, env)
  const path = 'database.dump'
  const { figures } = await around(url, () =>
    runTool('pg_dump', url, ['--format=custom', `--file=${join(folder, path)}`], env),
  )
  await chmod(join(folder, path), 0o600)
  return manifestOf('dump', major, figures, [{ path, ...(await digestOf(join(folder, path))) }])
}

type Figures = { before: SiteFigures[]; after: SiteFigures[] }

const around = async (url: string, work: () => Promise<void>): Promise<{ figures: Figures }> => {
  await using store = createStore({ url, poolSize: 1 })
  const before = await store.backup.figures()
  await work()
  return { figures: { before, after: await store.backup.figures() } }
}

const manifestOf = (kind: Manifest['kind'], postgres: string, figures: Figures, files: CopiedFile[]): Manifest => ({
  format: 1,
  kind,
  postgres,
  takenAt: new Date().toISOString(),
  ...figures,
  files,
})
