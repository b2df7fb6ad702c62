import { startEmbedded } from '@parley/embedded'
import { chown, copyFile, mkdir, readFile, realpath, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyOfCheckout, freshFolder, holdEmbedded, query } from '../support/embedded.ts'

const isRoot = process.getuid?.() === 0

test('it runs for a user who is not root', async () => {
  await using folder = await freshFolder()
  const copy = await copyOfCheckout(folder.path)
  // Root steps down to an account without rights; anybody else is one already.
  if (isRoot) await chown(folder.path, 65_534, 65_534)
  await using holder = await holdEmbedded(folder.path, { ...copy, ...(isRoot && { uid: 65_534, gid: 65_534 }) })
  expect(holder.uid).toBeGreaterThan(0)
  expect(holder.home).toBe(join(folder.path, 'data/postgres'))
  expect(await query(holder.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('it runs from a folder that only its owner can enter, with files that only the owner can read', async () => {
  await using folder = await freshFolder(0o700)
  const copy = await copyOfCheckout(folder.path)
  const run = { ...copy, env: { EMBEDDED_UMASK: '077' } }
  {
    await using first = await holdEmbedded(folder.path, run)
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one')
    process.kill(first.pid, 'SIGINT')
    first.closePipe()
    await first.ended
  }
  await using second = await holdEmbedded(folder.path, run)
  expect(await query(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
  // PostgreSQL does not run as root, and the account that it runs as instead cannot enter: it lives elsewhere.
  const location = await readFile(join(folder.path, 'data/location'), 'utf8').catch(() => undefined)
  expect(location).toEqual(isRoot ? `${second.home}\n` : undefined)
  expect(second.home).toMatch(isRoot ? /^\/var\/lib\/parley\/[0-9a-f]{16}$/ : /data\/postgres$/)

  if (!isRoot) return
  // A copy of the folder would start the same cluster; one that was moved takes it along.
  const data = join(folder.path, 'data')
  await mkdir(join(folder.path, 'copy'))
  await copyFile(join(data, 'location'), join(folder.path, 'copy/location')) // with no lock, as of one that was stopped
  const start = (dir: string) => startEmbedded({ dir, durable: false })
  await expect(start(join(folder.path, 'copy'))).rejects.toThrow(`is a copy of ${await realpath(data)}`)
  expect(await query(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
  process.kill(second.pid, 'SIGINT')
  second.closePipe()
  await second.ended
  await rename(data, join(folder.path, 'moved'))
  await using moved = await start(join(folder.path, 'moved'))
  expect(await query(moved.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
})
