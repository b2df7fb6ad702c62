import { randomUUID } from 'node:crypto'
import { chmod, chown, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { findBinaries } from './binaries.ts'
import { copyFile, digestOf, filesIn } from './copy-files.ts'
import type { CopiedFile } from './copy-files.ts'
import { EmbeddedError } from './embedded-error.ts'
import { holderName, takeLock } from './lock.ts'
import { stopOrphan } from './orphan.ts'
import { exists, findPlace, makeFolder } from './place.ts'
import { BEFORE, HALF, settleRestore } from './set-aside.ts'

/** Folders that a server fills anew and files that belong to one run of it: https://www.postgresql.org/docs/18/continuous-archiving.html */
const notCopied =
  /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/|^postmaster\.(pid|opts)$|(^|\/)pgsql_tmp|\/pg_internal\.init/

/** A cluster under copy, whose server is kept in backup mode by the caller. */
export type ClusterCopy = {
  /** The major version of PostgreSQL that made it. */
  major: string
  copyData(): Promise<void>
  /** Copies the write-ahead log that the copied data needs, and writes the label that makes a server read it. */
  finish(end: { label: string; tablespaces: string; wal: string[] }): Promise<void>
  /** All files of the copy, with what they hold. */
  files(): CopiedFile[]
}

/** Copies the data folder's cluster into a folder that must be empty. */
export const copyCluster = async (dir: string, target: string): Promise<ClusterCopy> => {
  const { cluster } = await findPlace(await makeFolder(resolve(dir)))
  const copied: CopiedFile[] = []
  const take = async (path: string): Promise<boolean> => {
    const file = await copyFile(cluster, target, path)
    if (file) copied.push(file)
    return file !== undefined
  }
  return {
    major: (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim(),
    copyData: async () => {
      for (const path of await filesIn(cluster)) {
        if (path.endsWith('/')) await mkdir(join(target, path), { recursive: true, mode: 0o700 })
        else if (!notCopied.test(path)) await take(path)
      }
    },
    finish: async ({ label, tablespaces, wal }) => {
      if (tablespaces)
        throw new EmbeddedError('the cluster has tablespaces outside its folder, which are not backed up')
      for (const name of wal) {
        if (!(await take(`pg_wal/${name}`)))
          throw new EmbeddedError(`the write-ahead log ${name} is gone: begin the backup again`)
      }
      await writeFile(join(target, 'backup_label'), label, { mode: 0o600 })
      copied.push({ path: 'backup_label', ...(await digestOf(join(target, 'backup_label'))) })
    },
    files: () => copied,
  }
}

/** Folders that must be there before a server starts, whatever was in them. */
const emptyFolders = [
  'pg_wal/archive_status',
  'pg_wal/summaries',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]

/** What a restore is given: where from, the major version of PostgreSQL that made it, the files with what they must hold,
 *  where to, and whether what is there is set aside. */
export type RestoreOptions = { from: string; major: string; files: CopiedFile[]; dir: string; replace: boolean }

const otherMajor = 'restore it with the Parley that made it, and move its data with pg_dump'

/**
 * Puts a copied cluster into a data folder, whole or not at all; answers where the one before was set aside. The password
 * is made anew at the next start, for no backup holds it.
 */
export const restoreCluster = async ({
  from,
  major,
  files,
  dir,
  replace,
}: RestoreOptions): Promise<string | undefined> => {
  const folder = await makeFolder(resolve(dir))
  const lock = await takeLock(join(folder, 'lock'))
  if ('heldBy' in lock) throw new EmbeddedError(`${folder} is in use by ${holderName(lock.heldBy)}: stop it first`)
  try {
    await settleRestore(folder)
    const place = await findPlace(folder)
    const { home, cluster, account } = place
    const binaries = await findBinaries(place)
    if (major !== binaries.major)
      throw new EmbeddedError(`the backup is of PostgreSQL ${major}, this is ${binaries.major}: ${otherMajor}`)
    const isThere = await exists(cluster)
    if (isThere && !replace) throw new EmbeddedError(`${folder} holds a database: --replace sets it aside`)
    const fresh = join(home, `${HALF}${randomUUID()}`)
    await mkdir(fresh, { mode: 0o700 })
    for (const { path, ...wanted } of files) {
      const got = await copyFile(from, fresh, path)
      if (got?.bytes !== wanted.bytes || got.sha256 !== wanted.sha256) {
        await rm(fresh, { recursive: true, force: true })
        throw new EmbeddedError(`the backup is damaged: ${path} is not what was copied`)
      }
    }
    for (const path of [...emptyFolders, ...(await emptyIn(from))]) {
      await mkdir(join(fresh, path), { recursive: true, mode: 0o700 })
    }
    if (account) await handOver(fresh, account.uid, account.gid)
    await stopOrphan({ cluster })
    const aside = join(home, `${BEFORE}${new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)}`)
    if (isThere) await rename(cluster, aside)
    await rm(join(home, 'password'), { force: true })
    await rename(fresh, cluster)
    return isThere ? aside : undefined
  } finally {
    await lock.release()
  }
}

const emptyIn = async (from: string): Promise<string[]> => (await filesIn(from)).filter((path) => path.endsWith('/'))

const handOver = async (path: string, uid: number, gid: number): Promise<void> => {
  await chown(path, uid, gid)
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await handOver(join(path, entry.name), uid, gid)
    else await chown(join(path, entry.name), uid, gid)
  }
  await chmod(path, 0o700)
}
