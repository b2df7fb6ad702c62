import { chmod, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { removeEmbedded, startEmbedded } from '@parley/embedded'
import { migrate } from '@parley/store'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { copyCluster } from './made-cluster.ts'
import { bundleServices } from './started-code.ts'
import { makeRunFolder, temporaryFolder } from './temporary-folder.ts'

declare module 'vitest' {
  // A type cannot be added to; vitest asks for this form.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  export interface ProvidedContext {
    /** Connection string of this run's PostgreSQL, to its maintenance database. */
    postgresUrl: string
    /** A data folder with a cluster as initdb leaves it, stopped, to be copied. */
    madeCluster: string
  }
}

/** The database that fresh ones are copied from. */
const template = 'parley_template'

/** One throw-away PostgreSQL for a vitest run, with a migrated template; parallel runs have their own. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const removeRunFolder = await makeRunFolder()
  await bundleServices()
  const made = await makeFolder()
  await (await startEmbedded({ dir: made, durable: false, graceMs: 0 })).stop()
  const dir = await makeFolder()
  await copyCluster(made, dir)
  // A password costs a fifth of a connection, and there are thousands; that one is asked for is embedded.test.ts's to show.
  await writeFile(join(dir, 'postgres/cluster/pg_hba.conf'), 'host all all 127.0.0.1/32 trust\n')
  const embedded = await startEmbedded({ dir, durable: false, settings: { max_connections: '300' }, graceMs: 0 })
  const stop = async () => {
    await embedded.stop()
    for (const folder of [dir, made]) await removeEmbedded(folder)
    await removeRunFolder()
  }
  try {
    await makeTemplate(embedded.url)
  } catch (error) {
    await stop()
    throw error
  }
  project.provide('postgresUrl', embedded.url)
  project.provide('madeCluster', made)
  return stop
}

const makeFolder = async (): Promise<string> => {
  const dir = await mkdtemp(join(await temporaryFolder(), 'parley-test-'))
  await chmod(dir, 0o711)
  return dir
}

const makeTemplate = async (url: string) => {
  const client = new Client(url)
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${template}`)
  } finally {
    await client.end()
  }
  const target = new URL(url)
  target.pathname = `/${template}`
  await migrate(target.href)
}
