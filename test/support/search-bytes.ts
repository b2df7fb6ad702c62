import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'

/** The forms in which a text may lie on a disk: as it is, as an address or a header may fold it, encoded, or hashed without a key. */
export const formsOf = (text: string): string[] => [
  ...new Set([
    text,
    text.toLowerCase(),
    encodeURIComponent(text),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
    Buffer.from(text).toString('base64url'),
    Buffer.from(text).toString('hex'),
    ...['md5', 'sha1', 'sha256'].flatMap((name) => {
      const digest = createHash(name).update(text).digest()
      return [digest.toString('hex'), digest.toString('base64').replace(/=+$/, ''), digest.toString('latin1')]
    }),
  ]),
]

/** Where some of the texts are found, in any of their forms, as `text in place`. */
export const findIn = (places: Iterable<[string, Buffer]>, texts: readonly string[]): string[] => {
  const needles = texts.flatMap((text) => formsOf(text).map((form) => [text, Buffer.from(form, 'latin1')] as const))
  const found = new Set<string>()
  for (const [place, bytes] of places) {
    for (const [text, needle] of needles) if (bytes.includes(needle)) found.add(`${text} in ${place}`)
  }
  return [...found]
}

/** Every file below a folder, by its path there; what vanishes meanwhile is not there. */
export const filesBelow = async (folder: string): Promise<[string, Buffer][]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const read = files.map(async (path): Promise<[string, Buffer][]> => {
    const bytes = await readFile(path).catch(() => undefined)
    return bytes ? [[path.slice(folder.length + 1), bytes]] : []
  })
  return (await Promise.all(read)).flat()
}

/** Everything in every table of a database, as text. */
export const textOfTables = async (url: string): Promise<string> => {
  const database = new Client({ connectionString: url })
  await database.connect()
  try {
    const { rows: tables } = await database.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    )
    const parts: string[] = []
    for (const { name } of tables) {
      const { rows } = await database.query<{ row: string }>(`select t::text as row from ${name} t`)
      parts.push(...rows.map(({ row }) => row))
    }
    return parts.join('\n')
  } finally {
    await database.end()
  }
}
