import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyFile, digestOf } from './copy-files.ts'

test('a copy holds what was read, also when it takes several turns', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'parley-copy-'))
  await writeFile(join(folder.path, 'file'), Buffer.alloc(2_500_000, 'Прывітанне'))
  const copied = await copyFile(folder.path, join(folder.path, 'to'), 'file')
  expect(copied?.bytes).toBe(2_500_000)
  expect({ path: 'file', ...(await digestOf(join(folder.path, 'to/file'))) }).toEqual(copied)
})

test('a disk that takes the half of a file fails the copy', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'parley-copy-'))
  await writeFile(join(folder.path, 'file'), Buffer.alloc(3_000))
  const module = new URL('./copy-files.ts', import.meta.url).href
  const script = `
    const { copyFile } = await import(${JSON.stringify(module)})
    const ended = copyFile(...${JSON.stringify([folder.path, join(folder.path, 'to'), 'file'])})
    console.log(await ended.then(({ bytes }) => bytes, ({ code }) => code))`
  // A limit on the size of files (512 or 1024 bytes) writes what fits and says so, as a full disk does.
  const limited = ['-c', 'ulimit -f 1; exec "$0" "$@"', process.execPath, '--input-type=module', '-e', script]
  const child = spawn('/bin/sh', limited, { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  await once(child, 'close')
  expect(out).toBe('EFBIG\n')
})
