import { spawn } from 'node:child_process'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'

type Tool = 'pg_dump' | 'pg_restore'

/** Sees that a program of PostgreSQL is there and is of the server's major version: an older one cannot read it, and what a
 *  newer one writes an older server may not take. */
export const needTool = async (tool: Tool, major: string, env: Context['env']): Promise<void> => {
  const { code, out } = await run(tool, ['--version'], env)
  const help = `install the client programs of PostgreSQL ${major}`
  if (code === undefined) throw new Refusal(`${tool} is not on the path: ${help}`)
  const found = majorIn(out)
  if (found !== major) throw new Refusal(`${tool} is of version ${found ?? '?'} and the server of ${major}: ${help}`)
}

/** The major version in what `--version` says. */
export const majorIn = (text: string): string | undefined => /\(PostgreSQL\) (\d+)/.exec(text)?.[1]

/**
 * A database's address and its password apart, for arguments are seen by everyone on the machine: `PGPASSWORD` where the address
 * has one, between its user and host or in its query. Taken as text, for the programs read sockets' addresses that are no URL.
 */
export const addressOf = (url: string): { address: string; PGPASSWORD?: string } => {
  let password: string | undefined
  const take = (found: string): string => {
    password ??= decoded(found)
    return ''
  }
  const address = url
    .replace(/(?<=^\w+:\/\/[^:@/?#]*):([^/?#]*)(?=@)/, (_, found: string) => take(found))
    .replace(/(?<=[?&])password=([^&]*)&?/g, (_, found: string) => take(found))
    .replace(/(?<=[?&])uselibpqcompat=[^&]*&?/g, '') // for pg alone
    .replace(/(?<=[?&])sslmode=no-verify(?=&|$)/, 'sslmode=require') // of which libpq's verifies nothing
    .replace(/[?&]$/, '')
  return { address, ...(password !== undefined && { PGPASSWORD: password }) }
}

/** As pg reads it: what is no escape stands for itself. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Runs a program on a database. */
export const runTool = async (tool: Tool, url: string, args: string[], env: Context['env']): Promise<void> => {
  const { address, ...password } = addressOf(url)
  const { code, err } = await run(tool, [...args, `--dbname=${address}`], { ...env, ...password })
  if (code !== 0) throw new Refusal(`${tool} failed: ${err.trim().split('\n').at(-1) ?? ''}`)
}

const run = (program: string, args: string[], env: Context['env']) =>
  new Promise<{ code: number | null | undefined; out: string; err: string }>((resolve) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    child.on('error', () => resolve({ code: undefined, out, err }))
    child.on('close', (code) => resolve({ code, out, err }))
  })
