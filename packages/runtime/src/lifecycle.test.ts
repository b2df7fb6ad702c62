import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposable, open, readFile, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'

/** Runs a service in a process of its own and answers what it printed and how it ended. */
const service = async (
  body: string,
  {
    settings = '',
    env,
    whenReady,
  }: { settings?: string; env?: Record<string, string>; whenReady?: (child: ReturnType<typeof spawn>) => void } = {},
) => {
  const script = `
    import { runService } from ${JSON.stringify(new URL('./lifecycle.ts', import.meta.url).href)}
    const say = (level) => ({ event, why, outcome }) => console.log([level, event, why ?? outcome].join(' '))
    const log = { info: say('info'), error: say('error'), fatal: say('fatal') }
    const alive = setInterval(() => {}, 1000)
    await runService({ log, ${settings} }, async (stack, stopping) => {
      stack.defer(() => console.log('first closed'))
      stack.defer(() => console.log('second closed'))
      ${body}
      console.log('ready')
    })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
  })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    if (chunk.toString().includes('ready')) whenReady?.(child)
  })
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return { code, signal, lines: out.trim().split('\n') }
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s closes in reverse order and exits 0', async (signal) => {
  const run = await service('', { whenReady: (child) => child.kill(signal) })
  expect(run).toEqual({
    code: 0,
    signal: null,
    lines: ['ready', `info service.stopping ${signal}`, 'second closed', 'first closed', 'info service.stopped closed'],
  })
})

test('one that is killed leaves the code it compiled to the next', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'parley-code-'))
  const kept = async () => (await readdir(folder.path, { recursive: true })).filter((name) => /[\\/]\w{8}$/.test(name))
  const run = await service('', {
    env: { NODE_COMPILE_CACHE: folder.path },
    whenReady: (child) =>
      void vi
        .waitUntil(async () => (await kept()).length > 1, { timeout: 60_000 })
        .finally(() => child.kill('SIGKILL')),
  })
  expect(run.signal).toBe('SIGKILL')
  expect((await kept()).length).toBeGreaterThan(1)
})

test('a closed pipe on stdin stops a service that lives with its parent', async () => {
  const run = await service('', { settings: 'exitWithParent: true', whenReady: (child) => child.stdin?.end() })
  expect(run.code).toBe(0)
  expect(run.lines).toContain('info service.stopping parent-gone')
  expect(run.lines).toContain('first closed')
})

test('a closed pipe on stdin means nothing to a service on its own', async () => {
  const run = await service('', {
    whenReady: (child) => {
      child.stdin?.end()
      child.stdin?.once('close', () => child.kill('SIGTERM'))
    },
  })
  expect(run.lines).toContain('info service.stopping SIGTERM')
})

test('what nobody caught is logged, closes the service and exits 1', async () => {
  const run = await service(`setTimeout(() => Promise.reject(new Error('lost')))`)
  expect(run.code).toBe(1)
  expect(run.lines).toContain('fatal service.stopping unhandled-rejection')
  expect(run.lines).toContain('first closed')
})

test('a failed start closes what was opened and exits 1', async () => {
  const run = await service(`throw new Error('no port')`)
  expect(run.code).toBe(1)
  expect(run.lines).toEqual([
    'fatal service.stopping start-failed',
    'second closed',
    'first closed',
    'info service.stopped closed',
  ])
})

test('a stop that overruns its deadline exits 1', async () => {
  const run = await service('stack.defer(() => new Promise(() => {}))', {
    settings: 'deadlineMs: 50',
    whenReady: (child) => child.kill('SIGTERM'),
  })
  expect(run.code).toBe(1)
  expect(run.lines).toContain('info service.stopped late')
})

test('a start that waits gives up when it is told to stop', async () => {
  const run = await service(
    `console.log('ready'); await new Promise((_, reject) => stopping.addEventListener('abort', () => reject(stopping.reason)))`,
    { whenReady: (child) => child.kill('SIGTERM') },
  )
  expect(run.code).toBe(0)
  expect(run.lines.slice(1)).toEqual([
    'info service.stopping SIGTERM',
    'second closed',
    'first closed',
    'info service.stopped closed',
  ])
})

test('a service whose log cannot be written runs on, logs again once it can, and stops when told to', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'parley-log-'))
  const file = join(folder.path, 'log')
  await writeFile(file, '')
  const source = (name: string) => JSON.stringify(new URL(name, import.meta.url).href)
  const script = `
    import { createLog } from ${source('./log.ts')}
    import { runService } from ${source('./lifecycle.ts')}
    const log = createLog({ service: 'test' })
    process.on('message', () => (log.info({ event: 'told' }), setImmediate(() => setImmediate(() => process.send('did')))))
    await runService({ log }, async () => process.send('ready'))`
  // A limit on the size of its files is a full disk for this process alone; 512 bytes, or 1024 where the shell is bash.
  const limited = ['-c', 'ulimit -f 1; exec "$0" "$@"', process.execPath, '--input-type=module', '-e', script]
  const output = await open(file, 'a')
  const child = spawn('/bin/sh', limited, { stdio: ['ignore', output.fd, 'inherit', 'ipc'] })
  await output.close()
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = async () => String((await once(child, 'message'))[0])
  expect(await said()).toBe('ready')
  await writeFile(file, 'x'.repeat(1024))
  child.send('log')
  expect(await said()).toBe('did')
  expect(await readFile(file, 'utf8')).toBe('x'.repeat(1024))
  await writeFile(file, '')
  child.send('log')
  expect(await said()).toBe('did')
  expect(await readFile(file, 'utf8')).toMatch(/^{.*"event":"told"}\n$/)
  await writeFile(file, 'x'.repeat(1024))
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})
