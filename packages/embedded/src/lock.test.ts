import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { takeLock } from './lock.ts'
import { birthOf } from './processes.ts'

const folder = await mkdtemp(join(tmpdir(), 'parley-lock-'))
afterAll(() => rm(folder, { recursive: true }))

test('a lock is held by one, names its holder, and is free again after its release', async () => {
  const path = join(folder, 'one')
  const lock = await takeLock(path)
  expect(await takeLock(path)).toEqual({ heldBy: process.pid })
  if (!('release' in lock)) throw new Error('not taken')
  await lock.release()
  expect(await takeLock(path)).toHaveProperty('release')
})

test('of many that take a stale lock at once exactly one gets it, again and again', async () => {
  const path = join(folder, 'stale')
  for (let round = 0; round < 20; round++) {
    const last = (await readdir(folder)).find((name) => name.startsWith('stale.')) ?? 'stale.1'
    await writeFile(join(folder, last), '999999999 long-gone\n')
    const answers = await Promise.all(Array.from({ length: 10 }, () => takeLock(path)))
    expect(answers.filter((answer) => 'release' in answer)).toHaveLength(1)
  }
  expect((await readdir(folder)).filter((name) => name.startsWith('stale.'))).toEqual(['stale.21'])
})

test('a lock whose process id belongs to another process by now is stale', async () => {
  await writeFile(join(folder, 'reused.4'), `${process.pid} another-birth\n`)
  expect(await takeLock(join(folder, 'reused'))).toHaveProperty('release')
})

test.runIf(process.platform === 'linux')(
  'a holder that lives is one also where its process id means nothing, as in another container',
  async () => {
    const deep = join(folder, 'a-name-that-is-longer-than-the-path-of-a-socket-may-be'.repeat(3))
    await mkdir(deep)
    const path = join(deep, 'apart')
    const lock = await takeLock(path)
    if (!('release' in lock)) throw new Error('not taken')
    const [, , sign] = (await readFile(`${path}.1`, 'utf8')).trim().split(' ')
    await writeFile(`${path}.1`, `999999999 of-elsewhere ${sign}\n`)
    expect(await takeLock(path)).toEqual({ heldBy: 'another container' })
    await lock.release()
    const next = await takeLock(path)
    if (!('release' in next)) throw new Error('not taken')
    await next.release()
    expect(await readdir(deep)).toEqual(['apart.2'])
  },
)

test.runIf(process.platform === 'linux')(
  'a holder that was killed leaves a lock that is free, and nothing of its own',
  async () => {
    const path = join(folder, 'killed')
    const source = `const { takeLock } = await import(${JSON.stringify(join(import.meta.dirname, 'lock.ts'))})
    await takeLock(${JSON.stringify(path)})
    setInterval(() => process.stdout.write('.'), 20)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', source])
    await once(child.stdout, 'data')
    const pid = child.pid ?? 0
    expect(await takeLock(path)).toEqual({ heldBy: pid })
    child.kill('SIGKILL')
    await once(child, 'exit')
    const lock = await takeLock(path)
    if (!('release' in lock)) throw new Error('not taken')
    await lock.release()
    expect((await readdir(folder)).filter((name) => name.startsWith('killed'))).toEqual(['killed.2'])
  },
)

test.runIf(process.getuid?.() === 0)(
  'a lock that another user left unreadable is named, and not asked for ever',
  async () => {
    const path = join(folder, 'foreign')
    await writeFile(`${path}.3`, '999999999 long-gone\n', { mode: 0o600 })
    await chmod(folder, 0o777)
    process.seteuid?.(65_534)
    try {
      await expect(takeLock(path)).rejects.toThrow(`cannot read ${path}.3 (EACCES)`)
      await expect(takeLock('/etc/parley-lock')).rejects.toThrow('cannot write to the folder /etc (EACCES)')
    } finally {
      process.seteuid?.(0)
    }
  },
)

test('a process has one birth, and none after its end', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const pid = child.pid ?? 0
  const birth = await birthOf(pid)
  expect(birth).toBeDefined()
  expect(await birthOf(pid)).toBe(birth)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await birthOf(pid)).toBeUndefined()
})
