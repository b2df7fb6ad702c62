import { checkList } from './checks/index.ts'
import { codeNotes, type CodeNote } from './code-notes.ts'

/** A check with its codes, each with what it means and does by default. */
export type CheckEntry = { name: string; version: number; says: string; codes: (CodeNote & { code: string })[] }

const noteOf = (code: string): CodeNote & { code: string } => {
  const note = codeNotes[code]
  if (!note) throw new Error(`nobody says what ${code} means`)
  return { code, ...note }
}

/** The whole list in its order, for people: made from the checks themselves. */
export const catalogue: CheckEntry[] = checkList.map(({ codes, ...check }) => ({
  ...check,
  codes: codes.map(noteOf),
}))

const signed = (weight: number): string => (weight < 0 ? `−${-weight}` : `+${weight}`)

/** What a code does by default, in a few words: "spam +2, hold". */
export const effectOf = ({ spam, abuse, wants, also }: CodeNote): string => {
  const parts = [
    spam === undefined ? '' : `spam ${signed(spam)}`,
    abuse === undefined ? '' : `abuse ${signed(abuse)}`,
    wants ?? '',
    also ?? '',
  ]
  return parts.filter((part) => part !== '').join(', ') || 'nothing by itself'
}

const about = `# The checks

Every comment is looked at by these checks, in this order. A check answers with signals; each has a code, a sentence for the
moderator and, where there is something to point at, the places in the text. A weight is in log-odds and adds to the risk of
spam or of abuse; *hold*, *reject* and *publish* are what a check insists on whatever the risks are. The strongest wish
wins: publish (staff only), then reject, then hold.

This page is made from the list itself: a test fails when it is not current.
`

const row = (note: CheckEntry['codes'][number]): string => `| \`${note.code}\` | ${note.means} | ${effectOf(note)} |`

const section = ({ name, version, says, codes }: CheckEntry, at: number): string =>
  `\n## ${at + 1}. ${name} (version ${version})\n\n${says}\n\n| code | means | by default |\n|---|---|---|\n${codes.map(row).join('\n')}\n`

/** The list as Markdown. */
export const checksPage = (): string => about + catalogue.map(section).join('')
