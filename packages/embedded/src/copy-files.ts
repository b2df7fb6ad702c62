import { createHash } from 'node:crypto'
import { mkdir, open, readdir, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A file of a backup: its path below the backup's folder, its size in bytes, and the SHA-256 of what it holds. */
export type CopiedFile = { path: string; bytes: number; sha256: string }

/** A folder's files, at any depth, as paths below it; also the folders that hold none, ending in a slash. */
export const filesIn = async (folder: string, below = ''): Promise<string[]> => {
  const found = await readdir(join(folder, below), { withFileTypes: true })
  if (found.length === 0 && below) return [`${below}/`]
  const parts = found.map(async (entry) => {
    const path = below ? `${below}/${entry.name}` : entry.name
    return entry.isDirectory() ? filesIn(folder, path) : entry.isFile() ? [path] : []
  })
  return (await Promise.all(parts)).flat()
}

/** Copies a file onto the disk and answers what was read; undefined when it is gone, as a dropped table's may be. */
export const copyFile = async (from: string, to: string, path: string): Promise<CopiedFile | undefined> => {
  const source = await open(join(from, path), 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (!source) return undefined
  try {
    await mkdir(dirname(join(to, path)), { recursive: true, mode: 0o700 })
    const target = await open(join(to, path), 'wx', 0o600)
    try {
      const read = await pour(source, target)
      await target.sync()
      return { path, ...read }
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

/** Reads a file to its end; answers its size and SHA-256. */
export const digestOf = async (path: string): Promise<Omit<CopiedFile, 'path'>> => {
  const source = await open(path, 'r')
  try {
    return await pour(source)
  } finally {
    await source.close()
  }
}

const pour = async (source: FileHandle, target?: FileHandle) => {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(1 << 20)
  for (let bytes = 0; ;) {
    const { bytesRead } = await source.read(buffer, 0, buffer.length)
    if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') }
    const part = buffer.subarray(0, bytesRead)
    hash.update(part)
    await target?.appendFile(part) // unlike write, all of it
    bytes += bytesRead
  }
}
