import { parseArgs } from 'node:util'
import type { ParseArgsOptionsConfig } from 'node:util'
import { UsageError } from './refusal.ts'

/** Reads a command's options and exactly the named words; anything else is a usage error that says what. */
export const readArgs = <O extends ParseArgsOptionsConfig>(args: string[], options: O, words: string[] = []) => {
  const { values, positionals } = tolerate(() => parseArgs({ args, options, allowPositionals: true, strict: true }))
  const missing = words[positionals.length]
  if (missing !== undefined) throw new UsageError(`${missing} is missing`)
  const surplus = positionals[words.length]
  if (surplus !== undefined) throw new UsageError(`"${surplus}" is too much`)
  return { values, words: positionals }
}

/** What is used of a schema. */
type Schema<T> = {
  safeParse: (
    given: unknown,
  ) => { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } }
}

/** Checks what was typed against the schema of the wire. */
export const checkArgs = <T>(schema: Schema<T>, given: unknown): T => {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`)
  throw new UsageError(wrong.join('; '))
}

/** Leaves out what was not given, as schemas of changes want it. */
export const given = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>

const tolerate = <T>(parse: () => T): T => {
  try {
    return parse()
  } catch (error) {
    const [message = ''] = (error as Error).message.split('. ')
    throw new UsageError(message.charAt(0).toLowerCase() + message.slice(1), { cause: error })
  }
}
