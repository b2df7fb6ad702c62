import { chmod, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { canEnter, unprivileged } from './account.ts'

const passwd = (...names: string[]) =>
  ['# a comment:*:5:5', 'root:x:0:0::/root:/bin/sh', 'toor:x:0:0::/root:/bin/sh', ...names].join('\n')

test.each([
  ['postgres before nobody', passwd('nobody:x:65534:65533::/:', 'postgres:x:101:104::/:'), { uid: 101, gid: 104 }],
  [
    'nobody when there is no postgres',
    passwd('daemon:x:1:1::/:', 'nobody:x:65534:65533::/:'),
    { uid: 65534, gid: 65533 },
  ],
  ['any user that is not root else', passwd('daemon:x:1:2::/:'), { uid: 1, gid: 2 }],
])('root lends the server %s', (_, text, account) => {
  expect(unprivileged(text)).toEqual(account)
})

test('without any user but root there is one line that says so', () => {
  expect(() => unprivileged(passwd())).toThrow(/refuses to run as root/)
})

test('an account enters a folder only when it may pass every folder above it', async () => {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'parley-account-')))
  const inner = join(top, 'inner')
  await mkdir(inner)
  await chmod(inner, 0o755)
  const stranger = { uid: 64_001, gid: 64_001 }
  await chmod(top, 0o755)
  expect(await canEnter(inner, stranger)).toBe(true)
  await chmod(top, 0o744)
  expect(await canEnter(inner, stranger)).toBe(false)
  expect(await canEnter(inner, { uid: process.getuid?.() ?? 0, gid: 64_001 })).toBe(true)
  await rm(top, { recursive: true })
})
