import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A built file that pages load. */
export type BuiltFile = {
  bytes: Buffer
  type: string
  /** Of its bytes; an address that begins with it may be kept forever. */
  hash: string
  /** Whether the script names it by its build: then any build's address leads to this one, rather than nowhere. */
  named: boolean
}

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
}

const read = (path: string, named: boolean): BuiltFile => {
  const bytes = readFileSync(dist + path)
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  return { bytes, type: types[path.split('.').pop() ?? ''] ?? 'application/octet-stream', hash, named }
}

/** The built files by their bare names (`parley.js`, `ru.json`), and the folder by which the script names its own. */
export const readBuiltFiles = (): { files: Map<string, BuiltFile>; folder: string } => {
  const entries = readdirSync(dist, { withFileTypes: true })
  const folder = entries.find((entry) => entry.isDirectory())?.name ?? ''
  const bundles = entries.filter((entry) => entry.isFile()).map(({ name }) => [name, read(name, false)] as const)
  const loaded = readdirSync(dist + folder).map((name) => [name, read(`${folder}/${name}`, true)] as const)
  return { files: new Map([...bundles, ...loaded]), folder }
}
