/** A mutant that no test told apart: the code it changes, what it becomes, and, once it is listed, why that is right. */
export type Survivor = { file: string; code: string; becomes: string; why?: string }

type Place = { line: number; column: number }
type Mutant = {
  status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'CompileError' | 'RuntimeError' | 'Ignored' | 'Pending'
  replacement?: string
  location: { start: Place; end: Place }
}

/** Of Stryker's report, what is read here: https://github.com/stryker-mutator/mutation-testing-elements */
export type Report = { files: Record<string, { source: string; mutants: Mutant[] }> }

/** How many of a file's mutants were told apart, of those that could run. */
export type Score = { file: string; killed: number; of: number }

const isAlive = ({ status }: Mutant): boolean => status === 'Survived' || status === 'NoCoverage'
const isKilled = ({ status }: Mutant): boolean => status === 'Killed' || status === 'Timeout'
const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/** The line in which a mutant begins, up to where it begins marked off, so that a mutant has a name that outlives its line's number. */
const codeOf = (source: string, { start, end }: Mutant['location']): string => {
  const lines = source.split('\n')
  const first = lines[start.line - 1] ?? ''
  const from = start.column - 1
  const upTo = end.line === start.line ? end.column - 1 : first.length
  return inOneLine(`${first.slice(0, from)}⟦${first.slice(from, upTo)}⟧${first.slice(upTo)}`)
}

/** The mutants that are alive. */
export const survivorsOf = ({ files }: Report): Survivor[] =>
  Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.filter(isAlive).map(({ location, replacement = '' }) => ({
      file,
      code: codeOf(source, location),
      becomes: inOneLine(replacement),
    })),
  )

/** Each file's score. */
export const scoresOf = ({ files }: Report): Score[] =>
  Object.entries(files).map(([file, { mutants }]) => ({
    file,
    killed: mutants.filter(isKilled).length,
    of: mutants.filter((mutant) => isKilled(mutant) || isAlive(mutant)).length,
  }))

const nameOf = ({ file, code, becomes }: Survivor): string => [file, code, becomes].join('\n')

/** The survivors that nobody listed, and the listed ones of the looked-at files that are dead by now. */
export const compare = (
  found: readonly Survivor[],
  listed: readonly Survivor[],
  files: readonly string[],
): { fresh: Survivor[]; dead: Survivor[] } => {
  const known = new Set(listed.map(nameOf))
  const alive = new Set(found.map(nameOf))
  return {
    fresh: found.filter((one) => !known.has(nameOf(one))),
    dead: listed.filter((one) => files.includes(one.file) && !alive.has(nameOf(one))),
  }
}
