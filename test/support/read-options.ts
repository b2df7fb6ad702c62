import { parseArgs } from 'node:util'

/** What an option takes: nothing, any text, a whole number, one from 1, or some of these words with commas between. */
export type Kind = 'flag' | 'text' | 'whole' | 'count' | readonly string[]

type Value<K extends Kind> = K extends 'flag'
  ? boolean
  : K extends 'whole' | 'count'
    ? number
    : K extends readonly (infer Word)[]
      ? Word[]
      : string

/** What was given of the options; there is no more on the command line. */
export type Options<K extends Record<string, Kind>> = { [Name in keyof K]?: Value<K[Name]> }

/**
 * The options that this command was given. With `--help` it shows its usage and ends; what it does not take is one line
 * and the usage, with exit code 2: a look that was asked for wrongly must not pass for one that found nothing.
 */
export const readOptions = <const K extends Record<string, Kind>>(usage: string, kinds: K): Options<K> => {
  try {
    const { help, ...given } = valuesOf(process.argv.slice(2), kinds)
    if (help === undefined) return given as Options<K>
  } catch (error) {
    refuse(usage, (error as Error).message.split('. ')[0] ?? '')
  }
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}

/** Ends the command, which was typed wrongly: one line that says how, and the usage. */
export const refuse = (usage: string, line: string): never => {
  process.stderr.write(`${line}\n\n${usage}\n`)
  process.exit(2)
}

/** What was typed, by its kinds; throws what is wrong with it as a line. */
export const valuesOf = (args: string[], kinds: Record<string, Kind>): Record<string, unknown> => {
  const named = Object.entries(kinds).map(([name, kind]) => [name, { type: kind === 'flag' ? 'boolean' : 'string' }])
  const help = { type: 'boolean', short: 'h' } as const
  const { values } = parseArgs({ args, options: { ...Object.fromEntries(named), help } })
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typed(name, kinds[name] ?? 'flag', value)]),
  )
}

const typed = (name: string, kind: Kind, value: unknown): unknown => {
  if (kind === 'flag' || kind === 'text') return value
  const text = String(value)
  if (typeof kind === 'string') {
    const least = kind === 'count' ? 1 : 0
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (!(number >= least && number <= Number.MAX_SAFE_INTEGER))
      throw new Error(`--${name} is a whole number${least > 0 ? ` from ${least}` : ''}, not ${text}`)
    return number
  }
  const words = text.split(',')
  const unknown = words.find((word) => !kind.includes(word))
  if (unknown !== undefined) throw new Error(`--${name} takes ${kind.join(', ')}, not ${unknown}`)
  return words
}
