import { spawn } from 'node:child_process'

type Watchdog = { dismiss(): void }

/** Runs a line of shell on `$1` when this process dies without having dismissed it. */
const onDeath = (line: string, target: string): Watchdog => {
  const script = `read -r word; [ "$word" = done ] || { ${line}; }`
  const stdio: ['pipe', 'ignore', 'ignore'] = ['pipe', 'ignore', 'ignore']
  const child = spawn('/bin/sh', ['-c', script, 'watchdog', target], { detached: true, stdio })
  child.stdin.on('error', () => {})
  child.unref()
  return { dismiss: () => child.stdin.end('done\n') }
}

/** Kills a started process when this one dies without having stopped it; dismiss it after the process has ended. */
export const dieWithUs = (pid: number): Watchdog => onDeath('kill -KILL "$1"', String(pid))

/** Removes a folder when this process dies without having done so, once those who write there had time to end. */
export const goesWithUs = (path: string): Watchdog => onDeath('sleep 5; rm -rf "$1"', path)
