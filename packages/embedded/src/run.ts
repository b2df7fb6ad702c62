import { spawn } from 'node:child_process'
import type { SpawnOptions } from 'node:child_process'

/** How a command ended; `code` is undefined when a signal or a failed start ended it. */
export type Ran = {
  code?: number
  failure?: NodeJS.ErrnoException
  stdout: string
  stderr: string
}

/** Runs a command to its end with an optional text on its input; never throws, the answer tells. */
export const run = (command: string, args: string[], options: SpawnOptions = {}, input = ''): Promise<Ran> =>
  new Promise((resolve) => {
    const ran: Ran = { stdout: '', stderr: '' }
    try {
      const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] })
      child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.stdout += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.stderr += text))
      child.stdin.on('error', () => {}).end(input)
      child.on('error', (failure) => resolve({ ...ran, failure }))
      child.on('close', (code) => resolve(code === null ? ran : { ...ran, code }))
    } catch (failure) {
      resolve({ ...ran, failure: failure as NodeJS.ErrnoException })
    }
  })
