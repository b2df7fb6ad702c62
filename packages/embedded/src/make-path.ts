import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Makes a folder and those above it that are missing. Not by Node's `recursive`, which tries for ever where the folder above is there
 *  and yet says ENOENT, as /proc does; the thread that tries keeps a process from ending. */
export const makePath = async (path: string, mode = 0o777): Promise<void> => {
  try {
    await mkdir(path, { mode })
  } catch (fault) {
    if (await isFolder(path)) return
    const above = dirname(path)
    if ((fault as NodeJS.ErrnoException).code !== 'ENOENT' || above === path || (await isFolder(above))) throw fault
    await makePath(above, mode)
    await makePath(path, mode)
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
