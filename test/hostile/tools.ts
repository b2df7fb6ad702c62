import { access, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../support/programs.ts'

/** Where the tools from npm live; they are installed there and nowhere else, by the commands that need them. */
export const toolsFolder = fileURLToPath(new URL('tools/', import.meta.url))

/** The file of a tool that is installed there. */
export const toolFile = (path: string): string => join(toolsFolder, 'node_modules', path)

/** Installs what `tools/package-lock.json` names, unless that very list is there already. */
export const installTools = async (): Promise<void> => {
  const wanted = await readFile(join(toolsFolder, 'package-lock.json'), 'utf8')
  const stamp = join(toolsFolder, 'node_modules/.installed')
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return
  const { code, output } = await runProgram('npm', ['ci'], { cwd: toolsFolder, timeoutMs: 300_000 })
  if (code !== 0) throw new Error(`npm ci in test/hostile/tools failed:\n${output}`)
  await access(toolFile('@jazzer.js/core'))
  await writeFile(stamp, wanted)
}
