import { appendFile, chown, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copyCluster, restoreCluster, startEmbedded, type Embedded } from '@parley/embedded'
import { backUpPhysically, migrate } from '@parley/store'
import { freshFolder, query } from './embedded.ts'
import { until } from './until.ts'

/** A PostgreSQL and a hot standby of it that follows by streaming, as processes. */
export type Replicated = AsyncDisposable & {
  primary: Embedded
  replica: Embedded
  /** Stops applying what the primary sends, and goes on. */
  pause(): Promise<void>
  resume(): Promise<void>
}

/** Starts both: the standby is a physical copy of the primary, made as a backup is. */
export const startReplicated = async (): Promise<Replicated> => {
  await using stack = new AsyncDisposableStack()
  const [here, there, copied] = [
    stack.use(await freshFolder()),
    stack.use(await freshFolder()),
    stack.use(await freshFolder()),
  ]
  const dir = join(here.path, 'data')
  const primary = stack.use(await startEmbedded({ dir, durable: false, graceMs: 0 }))
  await migrate(primary.url)
  await appendFile(join(primary.home, 'cluster/pg_hba.conf'), 'host replication all 127.0.0.1/32 scram-sha-256\n')
  await query(primary.url, 'select pg_reload_conf()')

  const cluster = await copyCluster(dir, join(copied.path, 'cluster'))
  await backUpPhysically(primary.url, { copy: () => cluster.copyData(), finish: (end) => cluster.finish(end) })
  const standby = join(there.path, 'data')
  const copy = { from: join(copied.path, 'cluster'), major: cluster.major, files: cluster.files() }
  await restoreCluster({ ...copy, dir: standby, replace: false })
  await follow(standby, primary)
  const { username, password, port } = new URL(primary.url)
  const from = `host=127.0.0.1 port=${port} user=${username} password=${password}`
  const settings = { primary_conninfo: from, wal_retrieve_retry_interval: '100ms' }
  const replica = stack.use(await startEmbedded({ dir: standby, durable: false, graceMs: 0, settings }))
  await until('the replica streams', async () => {
    const rows = await query(primary.url, `select from pg_stat_replication where state = 'streaming'`)
    return rows.length === 1
  })
  const kept = stack.move()
  return {
    primary,
    replica,
    pause: async () => void (await query(replica.url, 'select pg_wal_replay_pause()')),
    resume: async () => void (await query(replica.url, 'select pg_wal_replay_resume()')),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Makes a restored cluster a standby. Its password is the primary's: a standby can be given none of its own. */
const follow = async (dir: string, primary: Embedded): Promise<void> => {
  const home = join(dir, 'postgres')
  const { uid, gid } = await stat(join(home, 'cluster'))
  await writeFile(join(home, 'cluster/standby.signal'), '')
  await chown(join(home, 'cluster/standby.signal'), uid, gid)
  await writeFile(join(home, 'password'), new URL(primary.url).password, { mode: 0o600 })
}
