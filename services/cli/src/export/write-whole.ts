import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'

/** Writes a file beside its place and moves it there, so that who reads it sees the old one or the new one, never a part. */
export const writeWhole = async (path: string, text: string): Promise<void> => {
  const beside = `${path}.${randomUUID()}.part`
  try {
    await writeFile(beside, text)
    await rename(beside, path)
  } catch (fault) {
    await rm(beside, { force: true })
    throw fault
  }
}
