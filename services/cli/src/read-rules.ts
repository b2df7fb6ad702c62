import { readFile } from 'node:fs/promises'
import { UsageError } from './refusal.ts'

/** Reads a JSON file; whether it holds rules, the schema tells. */
export const readRules = async (path: string): Promise<unknown> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot read ${path} (${error.code})`)
  })
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`${path} is not JSON`)
  }
}
