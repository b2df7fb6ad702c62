import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { partFolder } from './part-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-part-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('what is not whole goes with its scope, and what a dead command left goes before', async () => {
  const gone = spawn(process.execPath, ['--version'])
  await once(gone, 'exit')
  for (const name of [`b.part-${gone.pid}`, `b.part-${process.ppid}`, `bb.part-${gone.pid}`, 'b.part-x'])
    await mkdir(join(folder, name))
  {
    await using part = await partFolder(join(folder, 'b'))
    await writeFile(join(part.path, 'words'), 'of readers')
    expect((await readdir(folder)).toSorted()).toEqual(
      [`b.part-${process.pid}`, `b.part-${process.ppid}`, `bb.part-${gone.pid}`, 'b.part-x'].toSorted(),
    )
  }
  expect(await readdir(folder)).not.toContain(`b.part-${process.pid}`)
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends the command as ever, and nothing is left',
  async (signal) => {
    const script = `const { partFolder } = await import(${JSON.stringify(join(import.meta.dirname, 'part-folder.ts'))})
    await partFolder(${JSON.stringify(join(folder, 'b'))}); console.log('made'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    expect(await readdir(folder)).toEqual([`b.part-${child.pid}`])
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([null, signal])
    expect(await readdir(folder)).toEqual([])
  },
)
