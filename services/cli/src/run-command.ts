import { commands } from './commands.ts'
import type { Command, Context } from './context.ts'
import { faultLine } from './fault-line.ts'
import { Refusal, UsageError } from './refusal.ts'

/** Finds and runs the command that was typed. Answers the exit code: 0 done, 1 refused or failed, 2 typed wrongly. */
export const runCommand = async (typed: string[], context: Context): Promise<number> => {
  const { name, command, args } = find(typed)
  const wantsHelp = args.some((arg) => arg === '--help' || arg === '-h')
  try {
    if (command && wantsHelp) return show(context, helpOf(command))
    if (command) return await command.run(args, context)
    if (wantsHelp || name === '' || name === 'help')
      return show(context, overview(name), name === '' && !wantsHelp ? 2 : 0)
    const group = groupOf(name)
    throw new UsageError(group.length > 0 ? `${group.join(', ')}?` : `there is no command "${typed[0]}"`)
  } catch (error) {
    context.complain(`parley${command ? ` ${name}` : ''}: ${lineOf(error, name)}`)
    return error instanceof UsageError ? 2 : 1
  }
}

const find = (words: string[]): { name: string; command?: Command; args: string[] } => {
  const typed = words[0] === '--version' ? ['version', ...words.slice(1)] : words
  for (const length of [2, 1]) {
    const name = typed.slice(0, length).join(' ')
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (command) return { name, command, args: typed.slice(length) }
  }
  const [name = ''] = typed
  return name.startsWith('-') ? { name: '', args: typed } : { name, args: typed.slice(1) }
}

const groupOf = (name: string) => Object.keys(commands).filter((known) => known.startsWith(`${name} `))

const overview = (name: string) => {
  const names = groupOf(name).length > 0 ? groupOf(name) : Object.keys(commands)
  const shown = names.flatMap((known) => commands[known] ?? [])
  const width = Math.max(...shown.map(({ usage }) => usage.length))
  const lines = shown.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`)
  return `Usage: parley <command>\n\n${lines.join('\n')}\n\nparley <command> --help says more.`
}

const helpOf = ({ usage, summary, details }: Command) =>
  [`Usage: parley ${usage}`, summary, details].filter(Boolean).join('\n\n')

const show = ({ print }: Context, text: string, code = 0) => {
  print(text)
  return code
}

const lineOf = (error: unknown, name: string) => {
  if (error instanceof UsageError) return `${error.message} (parley ${name ? `${name} ` : ''}--help says how)`
  return error instanceof Refusal ? error.message : faultLine(error)
}
