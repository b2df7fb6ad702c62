import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import { freshFolder } from './embedded.ts'

/** A fresh folder whose `data` has a cluster as initdb leaves it: making one takes longer than most of what is tested on it. */
export const folderWithCluster = async (): ReturnType<typeof freshFolder> => {
  const folder = await freshFolder()
  const data = join(folder.path, 'data')
  await mkdir(data)
  await copyAsIs(inject('madeCluster'), data)
  return folder
}

/** Copies what is in a folder into another one, with owners and modes, which Node's own copying does not keep. */
export const copyAsIs = async (from: string, to: string): Promise<void> =>
  void (await promisify(execFile)('cp', ['-a', `${from}/.`, to]))
