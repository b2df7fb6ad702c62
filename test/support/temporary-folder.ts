import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'

/** The system's temporary folder, or the usual one where root's own cannot be entered by the account of its PostgreSQL. */
export const temporaryFolder = async (): Promise<string> => ((await isOpen(tmpdir())) ? tmpdir() : '/tmp')

const isOpen = async (path: string): Promise<boolean> => {
  if (process.getuid?.() !== 0 || path === dirname(path)) return true
  return ((await stat(path)).mode & 0o001) !== 0 && isOpen(dirname(path))
}
