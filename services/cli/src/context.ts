/** What a command may know and touch of the process it runs in. */
export type Context = {
  env: Readonly<Record<string, string | undefined>>
  /** The folder that holds services and packages. */
  checkout: string
  print: (line: string) => void
  complain: (line: string) => void
}

/** One command of `parley`: what --help says of it, and what it does; it answers the exit code. */
export type Command = {
  /** As it is typed, after `parley`. */
  usage: string
  summary: string
  /** More lines for its own --help. */
  details?: string
  run: (args: string[], context: Context) => Promise<number>
}
