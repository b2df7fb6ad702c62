import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** One labelled text. `kind` is the beginning of its file's name; label 1 is abuse or spam. */
export type Row = {
  kind: 'abuse' | 'spam' | 'ham'
  text: string
  label: 0 | 1
  lang: string
  source: string
  /** GoEmotions label ids, where the source has them. */
  emo?: string
  /** Parts of the text that its annotators found toxic. */
  spans?: [number, number][]
  /** Whether the label is a guess from what became of the text. */
  noisy: boolean
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** Undoes what a source's export did to its texts: HTML entities and escaped characters, which no reader ever saw. */
export const asRead = (text: string): string =>
  text
    .replaceAll(/\\u([\da-f]{4})/giu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/&#(\d{1,6});/gu, (_, code: string) => String.fromCodePoint(Math.min(0x10ffff, Number(code))))
    .replaceAll(/&(amp|lt|gt|quot|apos|nbsp);/gu, (_, name: string) => entities[name] ?? '')

const kindOf = (file: string): Row['kind'] | undefined =>
  (['abuse', 'spam', 'ham'] as const).find((kind) => file.startsWith(kind))

const rowOf = (line: string, kind: Row['kind'], noisy: boolean): Row => {
  const row = JSON.parse(line) as Row
  return { ...row, kind, noisy, lang: row.lang ?? 'und', source: row.source ?? 'unnamed' }
}

/** Reads every `abuse*`, `spam*` and `ham*` file of a directory (`*.jsonl.gz`), in the order of their names. */
export const readRows = (directory: string): Row[] =>
  readdirSync(directory)
    .toSorted()
    .flatMap((file) => {
      const kind = kindOf(file)
      if (!kind || !file.endsWith('.jsonl.gz')) return []
      const lines = gunzipSync(readFileSync(join(directory, file)))
        .toString('utf8')
        .split('\n')
      return lines.filter((line) => line !== '').map((line) => rowOf(line, kind, file.includes('noisy')))
    })
