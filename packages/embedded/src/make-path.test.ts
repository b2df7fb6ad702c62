import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makePath } from './make-path.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-path-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('what is missing above is made too, twice at once and again', async () => {
  const path = join(folder, 'a', 'b', 'c')
  await Promise.all([makePath(path, 0o700), makePath(path, 0o700)])
  await makePath(path)
  expect((await stat(path)).mode & 0o777).toBe(0o700)
})

test.each([
  ['a file', 'file', 'EEXIST'],
  ['below a file', 'file/a', 'ENOTDIR'],
  ['a link to nothing', 'link', 'EEXIST'],
  ['below a link to nothing', 'link/a', 'EEXIST'],
])('%s is refused', async (_, name, code) => {
  await writeFile(join(folder, 'file'), '')
  await symlink(join(folder, 'gone', 'away'), join(folder, 'link'))
  await expect(makePath(join(folder, name))).rejects.toMatchObject({ code })
})

// In a process of its own, which can be ended when it hangs.
test('a folder that says ENOENT to whatever is made in it ends with that', async () => {
  const made = JSON.stringify(existsSync('/proc') ? '/proc/parley/data' : join(folder, 'file', 'data'))
  const module = JSON.stringify(join(import.meta.dirname, 'make-path.ts'))
  const script = `const { makePath } = await import(${module}); await makePath(${made}).catch(() => process.exit(7))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: 'ignore',
    timeout: 10_000,
    killSignal: 'SIGKILL',
  })
  expect(await once(child, 'exit')).toEqual([7, null])
})
