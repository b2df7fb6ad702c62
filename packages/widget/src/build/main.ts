import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeBundles } from './bundles.ts'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))
const files = await makeBundles()
await rm(dist, { recursive: true, force: true })
for (const [name, text] of Object.entries(files)) {
  const to = join(dist, name)
  await mkdir(dirname(to), { recursive: true })
  await writeFile(to, text)
}
