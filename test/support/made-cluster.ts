import { execFile } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import { freshFolder } from './embedded.ts'

/** A fresh folder whose `data` has a cluster as initdb leaves it: making one takes longer than most of what is tested on it. */
export const folderWithCluster = async (): ReturnType<typeof freshFolder> => {
  const folder = await freshFolder()
  const data = join(folder.path, 'data')
  await mkdir(data)
  await copyCluster(inject('madeCluster'), data)
  return folder
}

/** Copies a stopped cluster's data folder, with owners, which Node's own copying does not keep. Each finds a port of its own. */
export const copyCluster = async (from: string, to: string): Promise<void> => {
  await promisify(execFile)('cp', ['-a', `${from}/.`, to])
  await rm(join(to, 'postgres/port'))
}
