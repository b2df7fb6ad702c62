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

/** Runs a program on a database; its password goes by the environment, for arguments are seen by everyone on the machine. */
export const runTool = async (tool: Tool, url: string, args: string[], env: Context['env']): Promise<void> => {
  const target = new URL(url)
  const password = decodeURIComponent(target.password)
  target.password = ''
  const { code, err } = await run(tool, [...args, `--dbname=${target.href}`], { ...env, PGPASSWORD: password })
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
