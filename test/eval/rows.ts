import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** One labelled text of a data directory. `kind` is how its file's name begins; label 1 is abuse or spam. */
export type Row = {
  kind: 'abuse' | 'spam' | 'ham'
  text: string
  label: 0 | 1
  lang: string
  source: string
  /** What a functional suite tests with this text. */
  func?: string
  /** GoEmotions label ids. */
  emo?: string
}

const kinds = ['abuse', 'spam', 'ham'] as const

const rowsOf = (directory: string, file: string): Row[] => {
  const kind = kinds.find((name) => file.startsWith(name))
  if (!kind || !file.endsWith('.jsonl.gz')) return []
  const lines = gunzipSync(readFileSync(join(directory, file)))
    .toString('utf8')
    .split('\n')
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const row = JSON.parse(line) as Row
      return { ...row, kind, label: row.label === 1 ? 1 : 0, lang: row.lang ?? 'und', source: row.source ?? file }
    })
}

/** Reads every `abuse*`, `spam*` and `ham*` file (`*.jsonl.gz`) of a directory, in the order of their names. */
export const readRows = (directory: string): Row[] =>
  readdirSync(directory)
    .toSorted()
    .flatMap((file) => rowsOf(directory, file))

const angry = new Set(['2', '3', '10', '11'])

/** Whether a clean row may stand for a comment without abuse: not one its readers found angry. */
export const isCalm = ({ emo = '' }: Row): boolean => !emo.split(',').some((label) => angry.has(label))
