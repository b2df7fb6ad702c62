import { chmod, chown, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshFolder } from '../support/embedded.ts'
import { startStandalone } from '../support/processes.ts'
import { post, treeIn, untilCount } from '../support/standalone.ts'

const isRoot = process.getuid?.() === 0
const words = 'The library café has the best poppy seed cake on the whole street.'

test('it runs for a user who is not root, with the data where the checkout is', async () => {
  await using folder = await freshFolder()
  const tree = await treeIn(folder.path)
  // Root steps down to an account without rights; anybody else is one already.
  if (isRoot) await chown(tree, 65_534, 65_534)
  const who = isRoot ? { uid: 65_534, gid: 65_534 } : {}
  await using parent = await startStandalone({
    main: join(tree, 'services/cli/src/main.ts'),
    node: join(tree, 'node_modules/.bin/node'),
    dir: '',
    cwd: tree,
    ...who,
  })
  await post(parent.url, words)
  await untilCount(parent.url, 1)
  expect((await stat(join(tree, '.parley/postgres/cluster'))).uid).toBeGreaterThan(0)
})

test('it runs from a folder that only its owner can enter', async () => {
  await using folder = await freshFolder()
  const tree = await treeIn(folder.path)
  await chmod(tree, 0o700)
  const main = join(tree, 'services/cli/src/main.ts')
  await using parent = await startStandalone({ main, dir: join(tree, '.parley'), cwd: tree })
  await post(parent.url, words)
  await untilCount(parent.url, 1)
  const inside = await stat(join(tree, '.parley/postgres')).catch(() => undefined)
  expect(inside === undefined).toBe(isRoot)
})
