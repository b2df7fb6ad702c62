import { spawn } from 'node:child_process'

/** Kills a started process when this one dies without having stopped it; dismiss it after the process has ended. */
export const dieWithUs = (pid: number): { dismiss(): void } => {
  const script = 'read -r word; [ "$word" = done ] || kill -KILL "$1"'
  const stdio: ['pipe', 'ignore', 'ignore'] = ['pipe', 'ignore', 'ignore']
  const child = spawn('/bin/sh', ['-c', script, 'watchdog', String(pid)], { detached: true, stdio })
  child.stdin.on('error', () => {})
  child.unref()
  return { dismiss: () => child.stdin.end('done\n') }
}
