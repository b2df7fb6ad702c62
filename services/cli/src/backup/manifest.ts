import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CopiedFile } from '@parley/embedded'
import type { SiteFigures } from '@parley/store'
import { Refusal } from '../refusal.ts'

/** What a backup says of itself, beside its files. */
export type Manifest = {
  format: 1
  /** `cluster`: the files of an embedded PostgreSQL; `dump`: what pg_dump wrote. */
  kind: 'cluster' | 'dump'
  /** The major version of PostgreSQL that can read it. */
  postgres: string
  takenAt: string
  /** What the sites held before the copy began and after it ended. */
  before: SiteFigures[]
  after: SiteFigures[]
  files: CopiedFile[]
}

const pathIn = (folder: string) => join(folder, 'manifest.json')

/** Writes the manifest last of all: a folder without one is no backup. */
export const writeManifest = (folder: string, manifest: Manifest): Promise<void> =>
  writeFile(pathIn(folder), `${JSON.stringify(manifest, undefined, 1)}\n`, { mode: 0o600 })

/** Reads what a backup says of itself. */
export const readManifest = async (folder: string): Promise<Manifest> => {
  const text = await readFile(pathIn(folder), 'utf8').catch(() => undefined)
  if (text === undefined) throw new Refusal(`${folder} is no backup: it has no manifest.json`)
  const manifest = parse(text)
  if (manifest?.format !== 1) throw new Refusal(`${folder} was made by another version of Parley`)
  return manifest
}

const parse = (text: string): Manifest | undefined => {
  try {
    return JSON.parse(text) as Manifest
  } catch {
    return undefined
  }
}
