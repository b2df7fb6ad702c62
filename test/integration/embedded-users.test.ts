import { chown, readFile } from 'node:fs/promises'
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
})
