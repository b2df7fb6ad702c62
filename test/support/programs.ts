import { spawn } from 'node:child_process'
import { dieWithUs } from './watchdog.ts'

/** How a program ended, and all that it wrote to both streams, without a terminal's colours. */
export type Ran = { code: number | null; output: string; seconds: number }

/** Runs a program to its end, or to the end of its time, which is a `code` of null. */
export const runProgram = async (
  program: string,
  args: string[],
  { env = {}, cwd, timeoutMs }: { env?: Record<string, string>; cwd?: string; timeoutMs: number },
): Promise<Ran> => {
  const start = performance.now()
  const whole = { ...process.env, ...env } // npm needs what the machine says of proxies and certificates
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe']
  const child = spawn(program, args, { env: whole, stdio, ...(cwd !== undefined && { cwd }) })
  const watchdog = child.pid === undefined ? undefined : dieWithUs(child.pid)
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  const late = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', (error) => {
      chunks.push(Buffer.from(error.message))
      resolve(null)
    })
    child.on('close', resolve)
  })
  clearTimeout(late)
  watchdog?.dismiss()
  const seconds = Math.round((performance.now() - start) / 1_000)
  return { code, output: withoutColours(Buffer.concat(chunks).toString('utf8')), seconds }
}

// oxlint-disable-next-line no-control-regex
const withoutColours = (text: string): string => text.replaceAll(/\u001b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9])/g, '')
