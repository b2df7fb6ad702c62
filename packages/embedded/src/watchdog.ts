import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Place } from './place.ts'

/** Reads a pipe that only this process holds: its end without the word `done` means that we were killed. */
const script = `
read -r word
[ "$word" = done ] && exit 0
sleep "$3"
read -r pid < "$2" && [ "$pid" = "$1" ] && kill -INT "$pid"
`

/**
 * Stops the server some seconds after this process died without stopping it, so that those who still drain can finish.
 * It names the server by id *and* pid file: a server that a next start has put in its place is left alone.
 */
export const watch = ({ cluster, account }: Place, pid: number, graceMs: number): { dismiss(): void } => {
  if (process.platform === 'win32') return { dismiss: () => {} }
  const grace = String(Math.ceil(graceMs / 1000))
  const args = ['-c', script, 'parley-watchdog', String(pid), join(cluster, 'postmaster.pid'), grace]
  const stdio: ['pipe', 'ignore', 'ignore'] = ['pipe', 'ignore', 'ignore']
  const env = { PATH: '/usr/bin:/bin' }
  const child = spawn('/bin/sh', args, { ...account, env, detached: true, stdio, cwd: '/' })
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  child.unref()
  return { dismiss: () => child.stdin.end('done\n') }
}
